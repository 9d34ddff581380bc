package ai.kalimtak.quality.report;

/**
 * The effect of one curation step.
 *
 * @param filter label of the step
 * @param in rows that no earlier step rejected
 * @param dropped rows of those that this step rejected: it is their reason
 * @param flagged rows that this step would reject, whatever other steps say
 * @param alone rows that only this step rejects: they would come back without it
 * @param aloneRated rows of those with a rating
 */
public record StepEffect(
    String filter, long in, long dropped, long flagged, long alone, long aloneRated) {}
