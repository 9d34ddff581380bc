package ai.kalimtak.quality.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.common.TestSession;
import ai.kalimtak.quality.review.ReviewQueue.Refreshed;
import ai.kalimtak.quality.review.ReviewSelection.Place;
import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewQueueIT {
  @TempDir static Path folder;
  private static TestSession session;
  private final ReviewQueue queue = new ReviewQueue(session.jdbi());

  @BeforeAll
  static void open() {
    session = TestSession.in(folder);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @BeforeEach
  void threeInteractions() {
    session.emptyTables();
    for (int i = 1; i <= 3; i++) {
      run("select log_user_interaction(input_text => 'hello', id => '" + id(i) + "')");
    }
  }

  @Test
  void containsTheChosenRowsHoweverOftenTheyAreWritten() {
    List<Place> places = List.of(place(1, "rating"), place(2, "moderation"));
    assertThat(queue.refresh(places)).isEqualTo(new Refreshed(0, 2, 0, 2));
    String before = rows();
    assertThat(queue.refresh(places)).isEqualTo(new Refreshed(0, 0, 0, 2));
    assertThat(rows()).isEqualTo(before);
    assertThat(queue.refresh(List.of(place(2, "moderation"), place(3, "rating"))))
        .isEqualTo(new Refreshed(0, 1, 1, 2));
  }

  @Test
  void skipsInteractionsThatNoLongerExistOrAreLabeled() {
    rate(1);
    assertThat(queue.refresh(List.of(place(1, "rating"), place(2, "rating"), place(9, "rating"))))
        .isEqualTo(new Refreshed(0, 1, 0, 1));
  }

  @Test
  void aLabelFromElsewhereAnswersTheQuestionForGood() {
    queue.refresh(List.of(place(1, "rating"), place(2, "moderation")));
    rate(1);
    rate(2);
    assertThat(queue.refresh(List.of(place(2, "moderation")))).isEqualTo(new Refreshed(1, 0, 0, 1));
    assertThat(queue.refresh(List.of(place(1, "rating")))).isEqualTo(new Refreshed(0, 0, 1, 0));
  }

  @Test
  void anAnswerBecomesTheRequestedLabel() {
    queue.refresh(List.of(place(1, "rating"), place(2, "moderation"), place(3, "domain")));
    assertThat(answer(1, "score => 4")).isTrue();
    assertThat(answer(2, "moderation_label => 'inappropriate'")).isTrue();
    assertThat(answer(3, "domain => 'cooking'")).isTrue();
    assertThat(answer(9, "score => 4")).isFalse();
    assertThat(
            text(
                "select string_agg(concat_ws(' ', feedback_score, (feedback_at is not null), moderation_label, domain), ', ' order by id) from user_interactions"))
        .isEqualTo("4 t, f inappropriate, f cooking");
    assertThat(text("select count(*) from review_queue where answered_at is null")).isEqualTo("0");
    String changed =
        text("select string_agg(change_xid::text, ' ' order by id) from user_interactions");
    assertThat(answer(1, "score => 4")).isTrue();
    assertThat(text("select string_agg(change_xid::text, ' ' order by id) from user_interactions"))
        .isEqualTo(changed);
  }

  @Test
  void anAnswerToAnotherQuestionLeavesTheRowOpen() {
    queue.refresh(List.of(place(1, "rating")));
    assertThat(answer(1, "moderation_label => 'ok'")).isTrue();
    assertThat(text("select count(*) from get_review_queue()")).isEqualTo("1");
  }

  @Test
  void refusesEmptyAndInvalidAnswers() {
    assertThatThrownBy(() -> answer(1, "score => null"))
        .hasMessageContaining("needs a score, a moderation label or a domain");
    assertThatThrownBy(() -> answer(1, "score => 6")).hasMessageContaining("is 1 to 5");
    assertThatThrownBy(() -> answer(1, "moderation_label => 'fine'"))
        .hasMessageContaining("ok or inappropriate");
  }

  @Test
  void usersHaveNoAccess() {
    for (String call :
        List.of(
            "select * from review_queue",
            "select * from get_review_queue()",
            "select answer_review('" + id(1) + "', 5)",
            "select close_answered_reviews()")) {
      assertThatThrownBy(
              () ->
                  session
                      .jdbi()
                      .useTransaction(
                          handle -> {
                            handle.execute("set local role authenticated");
                            handle.createQuery(call).mapToMap().list();
                          }))
          .hasMessageContaining("permission denied");
    }
  }

  private static Place place(int number, String asks) {
    return new Place(id(number), asks, "unsure", 1.0 / number);
  }

  private static String id(int number) {
    return "00000000-0000-0000-0000-00000000000" + number;
  }

  private static void rate(int number) {
    run("select update_interaction_feedback(id => '" + id(number) + "', score => 5)");
  }

  private static boolean answer(int number, String what) {
    return session
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select answer_review(interaction_id => '"
                            + id(number)
                            + "', "
                            + what
                            + ")")
                    .mapTo(Boolean.class)
                    .one());
  }

  private static String rows() {
    return text("select string_agg(q::text, ' ' order by interaction_id) from review_queue q");
  }

  private static String text(String sql) {
    return session.jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }

  private static void run(String sql) {
    session.jdbi().useHandle((Handle handle) -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
