package ai.kalimtak.quality.signals;

import ai.kalimtak.quality.heuristics.HeuristicsSettings;
import ai.kalimtak.quality.moderation.ModerationSettings;

/**
 * The settings of {@link Signals}.
 *
 * @param minDomainConfidence probability from which the router's answer becomes the domain
 */
public record SignalSettings(
    DuplicateKey duplicateKey,
    HeuristicsSettings heuristics,
    ModerationSettings moderation,
    double minDomainConfidence) {}
