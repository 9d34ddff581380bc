package ai.kalimtak.serve.auth;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Whose token came with a request.
 *
 * @param subject the user's id, where the token has one
 * @param expiresAtMillis end of the token
 */
record Caller(Optional<UUID> subject, Set<String> roles, long expiresAtMillis) {
  boolean is(String role) {
    return roles.contains(role);
  }
}
