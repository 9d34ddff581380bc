package ai.kalimtak.serve.auth;

import ai.kalimtak.serve.http.Problem;
import ai.kalimtak.serve.settings.ServeSettings.Roles;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.UUID;

/** Access rules; every protected endpoint starts with one of these calls. */
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
   * Requires a user, who may access their own rows, or the backend, which may access all.
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

  /** Requires the backend. */
  public void service(Context request) {
    if (!caller(request).is(roles.service())) {
      throw forbidden();
    }
  }

  /** Requires an administrator. */
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
    return new Problem(403, "The roles of the token do not allow this");
  }
}
