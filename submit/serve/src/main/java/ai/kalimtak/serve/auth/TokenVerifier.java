package ai.kalimtak.serve.auth;

import ai.kalimtak.serve.http.Problem;
import ai.kalimtak.serve.http.Uuids;
import ai.kalimtak.serve.settings.ServeSettings.TokenSettings;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Verifies Supabase's tokens: signature (HS256 with the project's secret, or ES256 and RS256 with
 * its published keys, never one kind with the other's key), issuer, audience and expiry. A verified
 * token is cached until it expires, so that most requests need neither the network nor a signature
 * check.
 */
public final class TokenVerifier {
  private static final int REMEMBERED = 10_000;
  private static final int LONGEST_TOKEN = 8_192;
  private static final Set<JWSAlgorithm> ASYMMETRIC =
      Set.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256);

  private final TokenSettings settings;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final Cache<String, Caller> verified =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  /**
   * @param secret HS256 secret, if there is one
   */
  public TokenVerifier(TokenSettings settings, Optional<byte[]> secret) {
    this.settings = settings;
    Optional<JWSKeySelector<SecurityContext>> symmetric =
        secret.map(
            bytes ->
                new JWSVerificationKeySelector<>(
                    JWSAlgorithm.HS256, new ImmutableSecret<SecurityContext>(bytes)));
    Optional<JWSKeySelector<SecurityContext>> published =
        settings.jwksUrl().map(url -> new JWSVerificationKeySelector<>(ASYMMETRIC, keysAt(url)));
    processor.setJWSKeySelector(
        (header, context) -> {
          var keys = ASYMMETRIC.contains(header.getAlgorithm()) ? published : symmetric;
          return keys.isPresent() ? keys.get().selectJWSKeys(header, context) : List.of();
        });
    ClaimsRule rule = new ClaimsRule(settings);
    processor.setJWTClaimsSetVerifier((claims, context) -> rule.check(claims));
  }

  /**
   * Returns the caller identified by an {@code Authorization} header.
   *
   * @throws Problem 401 without a valid token, 503 while the published keys cannot be fetched
   */
  Caller verify(String authorization) {
    if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      throw refused("Send a token: Authorization: Bearer …");
    }
    String token = authorization.substring(7).strip();
    Caller known = verified.getIfPresent(token);
    if (known != null) {
      if (known.expiresAtMillis() > System.currentTimeMillis()) {
        return known;
      }
      verified.invalidate(token);
    }
    Caller caller = token.length() > LONGEST_TOKEN ? null : verifyUncached(token);
    if (caller == null) {
      throw refused("The token is not valid, or has expired");
    }
    verified.put(token, caller);
    return caller;
  }

  private Caller verifyUncached(String token) {
    try {
      JWTClaimsSet claims = processor.process(token, null);
      return new Caller(
          subject(claims),
          roles(claims),
          claims.getExpirationTime().toInstant().toEpochMilli()
              + settings.clockSkewSeconds() * 1000L);
    } catch (JWKSetUnavailableException e) {
      throw new Problem(503, "The keys for verifying tokens cannot be fetched at the moment");
    } catch (ParseException | BadJOSEException | JOSEException | IllegalArgumentException e) {
      return null;
    }
  }

  private static Optional<UUID> subject(JWTClaimsSet claims) {
    return Optional.ofNullable(claims.getSubject()).flatMap(Uuids::parse);
  }

  private static Set<String> roles(JWTClaimsSet claims) {
    Set<String> roles = new TreeSet<>();
    addRole(roles, claims.getClaim("role"));
    if (claims.getClaim("app_metadata") instanceof Map<?, ?> metadata) {
      addRole(roles, metadata.get("role"));
      if (metadata.get("roles") instanceof List<?> several) {
        several.forEach(role -> addRole(roles, role));
      }
    }
    return Set.copyOf(roles);
  }

  private static void addRole(Set<String> roles, Object role) {
    if (role instanceof String name) {
      roles.add(name);
    }
  }

  private static JWKSource<SecurityContext> keysAt(URI url) {
    try {
      // Cached for hours, renewed in the background, fetched at most twice in 30 s for unknown
      // keys.
      return JWKSourceBuilder.create(url.toURL())
          .cache(3_600_000, 15_000)
          .refreshAheadCache(300_000, false)
          .outageTolerant(24 * 3_600_000L)
          .build();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Problem refused(String detail) {
    return new Problem(401, detail);
  }
}
