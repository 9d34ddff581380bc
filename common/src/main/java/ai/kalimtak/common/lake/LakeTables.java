package ai.kalimtak.common.lake;

import java.util.List;

/** All tables of the lake, for code that shows or checks them all. */
public final class LakeTables {
  public static final List<LakeTable> ALL =
      List.of(
          BronzeInteractions.TABLE,
          Quarantine.TABLE,
          Identities.TABLE,
          Candidates.TABLE,
          TrainingData.TABLE,
          CurationReportTable.TABLE,
          Evaluations.TABLE,
          NearDuplicateTexts.TABLE,
          NearDuplicatePairs.TABLE);

  private LakeTables() {}
}
