package ai.kalimtak.serve.auth;

import ai.kalimtak.serve.http.Problem;
import ai.kalimtak.serve.settings.ServeSettings.Roles;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.UUID;

/** Who may do what: every guarded endpoint begins with one of these. */
public final class Authorization {
  private final TokenVerifier verifier;
  private final RateLimits limits;
  private final Roles roles;

  public Authorization(TokenVerifier verifier, RateLimits limits, Roles roles) {
    this.verifier = verifier;
    this.limits = limits;
    this.roles = roles;
  }

  /**
   * A user, who may touch what is theirs, or the backend, which may touch all.
   *
   * @return the user's id; empty for the backend
   */
  public Optional<UUID> userOrService(Context request) {
    Caller caller = caller(request);
    if (caller.is(roles.service())) {
      return Optional.empty();
    }
    if (caller.is(roles.user()) && caller.subject().isPresent()) {
      return caller.subject();
    }
    throw forbidden();
  }

  /** The backend alone. */
  public void service(Context request) {
    if (!caller(request).is(roles.service())) {
      throw forbidden();
    }
  }

  /** Administrators alone. */
  public void admin(Context request) {
    if (!caller(request).is(roles.admin())) {
      throw forbidden();
    }
  }

  private Caller caller(Context request) {
    Caller caller = verifier.verify(request.header("Authorization"));
    limits.take(caller, caller.is(roles.service()));
    return caller;
  }

  private static Problem forbidden() {
    return new Problem(403, "The token's roles do not allow this");
  }
}
