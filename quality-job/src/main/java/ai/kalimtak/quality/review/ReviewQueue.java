package ai.kalimtak.quality.review;

import ai.kalimtak.quality.review.ReviewSelection.Place;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The table {@code review_queue}. */
public final class ReviewQueue {
  private final Jdbi jdbi;

  public ReviewQueue(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * The changes of one run.
   *
   * @param answered rows whose interaction has received the requested label
   * @param queued rows that were added
   * @param dropped open rows that are no longer among the most informative
   * @param open rows that now await an answer
   */
  public record Refreshed(long answered, long queued, long dropped, long open) {}

  /**
   * Replaces the open rows by the given ones, in one transaction; a second call changes nothing. An
   * answered row is kept and not asked again. A place is skipped if its interaction no longer
   * exists or has been labeled in the meantime.
   */
  public Refreshed refresh(List<Place> places) {
    return jdbi.inTransaction(handle -> refresh(handle, places));
  }

  private static Refreshed refresh(Handle handle, List<Place> places) {
    // Concurrent runs take turns, so neither sees a half-written queue.
    handle.execute("lock table review_queue in share row exclusive mode");
    long answered = handle.createQuery("select close_answered_reviews()").mapTo(Long.class).one();
    handle.execute(
        "create temporary table chosen (interaction_id uuid primary key, asks text not null, reason text not null, priority double precision not null) on commit drop");
    var batch =
        handle.prepareBatch(
            "insert into chosen values (:id::uuid, :asks, :reason, :priority) on conflict do nothing");
    for (Place place : places) {
      batch
          .bind("id", place.interactionId())
          .bind("asks", place.asks())
          .bind("reason", place.reason())
          .bind("priority", place.priority())
          .add();
    }
    if (!places.isEmpty()) {
      batch.execute();
    }
    long dropped =
        handle
            .createUpdate(
                """
                delete from review_queue q
                 where q.answered_at is null
                   and not exists (select from chosen c where c.interaction_id = q.interaction_id)
                """)
            .execute();
    handle
        .createUpdate(
            """
            update review_queue q set asks = c.asks, reason = c.reason, priority = c.priority
              from chosen c
             where c.interaction_id = q.interaction_id and q.answered_at is null
               and (q.asks, q.reason, q.priority) is distinct from (c.asks, c.reason, c.priority)
            """)
        .execute();
    long queued =
        handle
            .createUpdate(
                """
                insert into review_queue (interaction_id, asks, reason, priority)
                select c.interaction_id, c.asks, c.reason, c.priority
                  from chosen c
                  join user_interactions i on i.id = c.interaction_id
                 where not is_review_answered(c.asks, i.feedback_score, i.moderation_label, i.domain)
                on conflict (interaction_id) do nothing
                """)
            .execute();
    long open =
        handle
            .createQuery("select count(*) from review_queue where answered_at is null")
            .mapTo(Long.class)
            .one();
    return new Refreshed(answered, queued, dropped, open);
  }
}
