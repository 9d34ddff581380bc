package ai.kalimtak.training.fitting;

import java.util.List;

/**
 * The fits to try.
 *
 * @param regParams strengths of the L2 penalty; the one with the least validation log loss wins
 * @param maxIterations iterations of L-BFGS at most
 */
public record Grid(List<Double> regParams, int maxIterations) {}
