package ai.kalimtak.etl;

import ai.kalimtak.common.TestSession;
import ai.kalimtak.common.lake.BronzeInteractions;
import java.util.List;
import java.util.UUID;

/** Writes interactions to Supabase and reads them from {@code bronze/interactions}. */
record Interactions(TestSession session) {
  void log(UUID id, String text, UUID user) {
    sql("select log_user_interaction(input_text => ?, id => ?, user_id => ?)", text, id, user);
  }

  void sql(String statement, Object... parameters) {
    session.jdbi().useHandle(handle -> handle.execute(statement, parameters));
  }

  /** Returns the lake's rows in the order of their ids, with values separated by {@code |}. */
  List<String> bronze(String... columns) {
    return session
        .session()
        .lake()
        .read(BronzeInteractions.TABLE)
        .orderBy(BronzeInteractions.INTERACTION_ID)
        .selectExpr(columns)
        .collectAsList()
        .stream()
        .map(row -> row.mkString("|"))
        .toList();
  }
}
