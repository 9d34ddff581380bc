package ai.kalimtak.common.job;

/** A run that ended with its report. */
public record JobOutcome<R extends JobReport>(String job, long runId, R report) {}
