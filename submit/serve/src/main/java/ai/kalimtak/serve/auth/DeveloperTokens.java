package ai.kalimtak.serve.auth;

import ai.kalimtak.common.failure.JobException;
import ai.kalimtak.common.settings.SecretFile;
import ai.kalimtak.serve.http.Uuids;
import ai.kalimtak.serve.settings.ServeSettings.Roles;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The secret that signs tokens and, with the embedded Postgres, tokens for trying out the API. */
public final class DeveloperTokens {
  public static final String VARIABLE = "SUPABASE_JWT_SECRET";

  /** The issuer of the tokens created here. */
  public static final String ISSUER = "kalimtak";

  public static final String KINDS = "admin, service or user=UUID";

  private static final int LEAST_BYTES = 32;
  private static final Duration LIFE = Duration.ofHours(12);

  private DeveloperTokens() {}

  /**
   * Returns the HS256 secret from the environment; without it, the embedded Postgres uses a
   * generated one.
   *
   * @param hasKeys whether tokens can also be verified with published keys
   * @throws JobException if tokens of a real Supabase project could not be verified at all
   */
  public static Optional<byte[]> secret(boolean embedded, Path stateDirectory, boolean hasKeys) {
    Optional<byte[]> given =
        Optional.ofNullable(System.getenv(VARIABLE))
            .map(text -> text.strip().getBytes(StandardCharsets.UTF_8));
    if (given.isPresent() && given.get().length < LEAST_BYTES) {
      throw JobException.badSettings(
          VARIABLE + " has fewer than " + LEAST_BYTES + " bytes",
          "Copy the project's JWT secret from Supabase's settings");
    }
    if (given.isPresent() || (hasKeys && !embedded)) {
      return given;
    }
    if (!embedded) {
      throw JobException.badSettings(
          "no token could be verified",
          "Set " + VARIABLE + " in the environment (the project's JWT secret), or serve.jwks-url");
    }
    return Optional.of(
        SecretFile.readOrCreate(
            stateDirectory.resolve("jwt-secret"), "the secret of tokens", VARIABLE));
  }

  /**
   * Creates a token for trying out the API.
   *
   * @param whose admin, service or user=UUID
   */
  public static String create(String whose, byte[] secret, String audience, Roles roles) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(List.of(audience))
            .issueTime(Date.from(Instant.now()))
            .expirationTime(Date.from(Instant.now().plus(LIFE)));
    if (whose.equals("admin")) {
      claims.subject(new UUID(0, 0).toString()).claim("role", roles.user());
      claims.claim("app_metadata", Map.of("roles", List.of(roles.admin())));
    } else if (whose.equals("service")) {
      claims.claim("role", roles.service());
    } else {
      claims.subject(user(whose).toString()).claim("role", roles.user());
    }
    try {
      SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
      token.sign(new MACSigner(secret));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static UUID user(String whose) {
    return Optional.of(whose)
        .filter(text -> text.startsWith("user="))
        .flatMap(text -> Uuids.parse(text.substring("user=".length())))
        .orElseThrow(
            () -> JobException.badSettings("--print-token expects " + KINDS, "See serve --help"));
  }
}
