package ai.kalimtak.serve.auth;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The caller of a request, as identified by its token.
 *
 * @param subject the user's id, if the token contains one
 * @param expiresAtMillis expiry of the token
 */
record Caller(Optional<UUID> subject, Set<String> roles, long expiresAtMillis) {
  boolean is(String role) {
    return roles.contains(role);
  }
}
