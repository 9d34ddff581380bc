package ai.kalimtak.common.job;

/** A run that has ended, with its report. */
public record JobOutcome<R extends JobReport>(String job, long runId, R report) {}
