package ai.kalimtak.serve.endpoints;

import ai.kalimtak.serve.auth.Authorization;
import ai.kalimtak.serve.http.Answers;
import ai.kalimtak.serve.http.Database;
import ai.kalimtak.serve.http.Problem;
import ai.kalimtak.serve.http.Texts;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/** {@code GET /api/models/{name}/assignment}: the version that serves a subject. */
public record AssignmentEndpoint(Database database, Authorization authorization) {
  private static final Pattern MODEL = Pattern.compile("[a-z][a-z0-9-]{0,99}");
  private static final int LONGEST_SUBJECT = 500;

  /**
   * The response.
   *
   * @param version null before the first deployment
   */
  @JsonInclude
  record Assignment(String model, Integer version) {}

  public void get(Context request) {
    authorization.service(request);
    String model = request.pathParam("name");
    if (!MODEL.matcher(model).matches()) {
      throw Problem.badRequest("A model name consists of lower-case letters, digits and hyphens");
    }
    List<String> subjects = request.queryParams("subject");
    if (subjects.size() != 1 || subjects.get(0).isEmpty()) {
      throw Problem.badRequest("Pass exactly one subject: ?subject=…");
    }
    String subject = subjects.get(0);
    if (subject.length() > LONGEST_SUBJECT || !Texts.isStorable(subject)) {
      throw Problem.badRequest("A subject may have at most " + LONGEST_SUBJECT + " characters");
    }
    Integer version = database.with(connection -> assign(connection, model, subject));
    Answers.json(request, 200, new Assignment(model, version));
  }

  private static Integer assign(Connection connection, String model, String subject)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select public.assign_model_version(?, ?)")) {
      statement.setString(1, model);
      statement.setString(2, subject);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getObject(1, Integer.class) : null;
      }
    }
  }
}
