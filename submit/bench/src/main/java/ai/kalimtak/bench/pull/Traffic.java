package ai.kalimtak.bench.pull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Interactions of about 1 KB, generated from a seed: prose of common words with names, numbers and,
 * in one of twenty rows, personal data to redact.
 */
final class Traffic {
  private static final String[] WORDS =
      """
      the of and to in a is that for it as was with be by on not he his but at are this have from or
      had an they which one you were her all she there would their we him been has when who will more
      no if out so said what up its about into than them can only other new some could time these two
      may then do first any my now such like our over man me even most made after also did many before
      must through back years where much your way well down should because each just those people how
      too little state good very make world still own see men work long get here between both life
      being under never day same another know while last might us great old year off come since against
      go came right used take three prompt answer write python function travel ticket recipe chicken
      budget invoice doctor appointment lesson grammar movie playlist running shoes weather tomorrow
      flight hotel morning evening please explain summary email subject paragraph table column select
      """
          .strip()
          .split("\\s+");

  private static final String[] NAMES = {
    "Maria",
    "James",
    "Okafor",
    "Lindqvist",
    "Tanaka",
    "Rossi",
    "Berlin",
    "Nairobi",
    "Python",
    "Monday"
  };

  private static final String[] PERSONAL = {
    "Write to maria.rossi@example.org.",
    "Call me at +44 20 7946 0958 tomorrow.",
    "My card is 4539 1488 0343 6467.",
    "The server is 203.0.113.77 now."
  };

  private final Random random;
  private final Instant newest;
  private final int days;

  /**
   * @param days number of days before {@code newest} over which the rows are spread, in order
   */
  Traffic(long seed, Instant newest, int days) {
    this.random = new Random(seed);
    this.newest = newest;
    this.days = days;
  }

  /** Appends rows to {@code user_interactions} by COPY, in one transaction. */
  void write(Connection connection, int rows) throws SQLException, IOException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      // The column's default stamps the rows, as the trigger would.
      statement.execute(
          "alter table public.user_interactions disable trigger stamp_user_interaction");
      CopyIn copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(
                  "copy public.user_interactions (id, user_id, session_id, created_at, updated_at, input_text, domain,"
                      + " template_id, generated_prompt, model_output, model_name, propensity, latency_ms, prompt_tokens,"
                      + " completion_tokens, feedback_score, feedback_text, ip_address, user_agent, metadata) from stdin");
      StringBuilder batch = new StringBuilder();
      for (int row = 0; row < rows; row++) {
        line(batch, row, rows);
        if (batch.length() > 1 << 16 || row == rows - 1) {
          byte[] bytes = batch.toString().getBytes(StandardCharsets.UTF_8);
          copy.writeToCopy(bytes, 0, bytes.length);
          batch.setLength(0);
        }
      }
      copy.endCopy();
      statement.execute(
          "alter table public.user_interactions enable always trigger stamp_user_interaction");
    }
    connection.commit();
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("vacuum analyze public.user_interactions");
    }
  }

  private void line(StringBuilder out, int row, int rows) {
    Instant at = newest.minusSeconds((long) (86_400.0 * days * (rows - row) / rows));
    String input = prose(90);
    out.append(new UUID(random.nextLong(), random.nextLong())).append('\t');
    out.append(new UUID(7, random.nextInt(Math.max(1, rows / 20)))).append('\t');
    out.append("s-").append(row / 4).append('\t');
    out.append(at).append('\t').append(at).append('\t');
    out.append(input).append('\t');
    out.append(row % 3 == 0 ? "travel" : "\\N").append('\t');
    out.append("template-").append(row % 7).append('\t');
    out.append("You are a helpful assistant. Answer briefly. ")
        .append(input)
        .append(prose(120))
        .append('\t');
    out.append(prose(520)).append('\t');
    out.append("llm-1\t0.5\t").append(300 + random.nextInt(2000)).append("\t80\t140\t");
    boolean rated = random.nextInt(4) == 0;
    out.append(rated ? String.valueOf(1 + random.nextInt(5)) : "\\N").append('\t');
    out.append(rated ? prose(20) : "\\N").append('\t');
    out.append("203.0.113.").append(row % 250).append("\tMozilla/5.0\t{\"client\": \"web\"}\n");
  }

  private String prose(int characters) {
    StringBuilder text = new StringBuilder(characters + 32);
    boolean begins = true;
    while (text.length() < characters) {
      int dice = random.nextInt(60);
      String word =
          dice == 0
              ? NAMES[random.nextInt(NAMES.length)]
              : dice == 1
                  ? String.valueOf(random.nextInt(10_000))
                  : WORDS[(int) (WORDS.length * Math.pow(random.nextDouble(), 1.7))];
      if (begins) {
        text.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
      } else {
        text.append(word);
      }
      begins = random.nextInt(11) == 0;
      text.append(begins ? ". " : " ");
    }
    if (random.nextInt(80) == 0) {
      text.append(PERSONAL[random.nextInt(PERSONAL.length)]);
    }
    return text.toString().strip();
  }
}
