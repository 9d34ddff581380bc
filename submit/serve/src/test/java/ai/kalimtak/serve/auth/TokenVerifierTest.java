package ai.kalimtak.serve.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kalimtak.serve.http.Problem;
import ai.kalimtak.serve.http.Uuids;
import ai.kalimtak.serve.settings.ServeSettings;
import ai.kalimtak.serve.settings.ServeSettings.Roles;
import ai.kalimtak.serve.settings.ServeSettings.TokenSettings;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenVerifierTest {
  private static final byte[] SECRET =
      "a secret as long as HS256 wants one to be".getBytes(StandardCharsets.UTF_8);

  private final AtomicInteger fetches = new AtomicInteger();
  private HttpServer keys;
  private ECKey key;

  @BeforeEach
  void publishKeys() throws IOException, JOSEException {
    key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    byte[] published = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
    keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    keys.createContext(
        "/jwks.json",
        exchange -> {
          fetches.incrementAndGet();
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, published.length);
          exchange.getResponseBody().write(published);
          exchange.close();
        });
    keys.start();
  }

  @AfterEach
  void stop() {
    keys.stop(0);
  }

  @Test
  void fetchesPublishedKeysOnceForAllTokens() throws JOSEException {
    TokenVerifier verifier = verifier(Optional.empty());
    for (int user = 0; user < 20; user++) {
      String token = sign(JWSAlgorithm.ES256, new ECDSASigner(key), "one", "user " + user);
      assertThat(verifier.verify("Bearer " + token).roles()).containsExactly("authenticated");
      assertThat(verifier.verify("bearer " + token).roles()).containsExactly("authenticated");
    }
    assertThat(fetches).hasValue(1);
  }

  @Test
  void doesNotAcceptAKeyOfOneKindForTheOther() throws JOSEException {
    TokenVerifier verifier = verifier(Optional.of(SECRET));
    byte[] publicBytes = key.toECPublicKey().getEncoded();
    String asSecret = sign(JWSAlgorithm.HS256, new MACSigner(publicBytes), "one", "x");
    assertRefused(verifier, asSecret);
    ECKey other = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    assertRefused(verifier, sign(JWSAlgorithm.ES256, new ECDSASigner(other), "one", "x"));
    assertThat(
            verifier
                .verify("Bearer " + sign(JWSAlgorithm.HS256, new MACSigner(SECRET), null, "x"))
                .roles())
        .containsExactly("authenticated");
  }

  @Test
  void limitsFetchesForUnknownKeys() throws JOSEException {
    TokenVerifier verifier = verifier(Optional.empty());
    for (int forged = 0; forged < 50; forged++) {
      assertRefused(verifier, sign(JWSAlgorithm.ES256, new ECDSASigner(key), "key " + forged, "x"));
    }
    assertThat(fetches.get()).isLessThanOrEqualTo(3);
  }

  @Test
  void doesNotBlameTheTokenIfKeysCannotBeFetched() throws JOSEException {
    keys.stop(0);
    assertThatThrownBy(
            () ->
                verifier(Optional.empty())
                    .verify("Bearer " + sign(JWSAlgorithm.ES256, new ECDSASigner(key), "one", "x")))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(503));
  }

  @Test
  void refusesAVerifiedTokenOnceItHasExpired() throws Exception {
    TokenVerifier verifier = verifier(Optional.of(SECRET));
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer("us")
            .audience("authenticated")
            .claim("role", "authenticated")
            .expirationTime(Date.from(Instant.now().plusMillis(1_500)))
            .build();
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    token.sign(new MACSigner(SECRET));
    assertThat(verifier.verify("Bearer " + token.serialize()).subject()).isEmpty();
    Thread.sleep(2_000);
    assertRefused(verifier, token.serialize());
  }

  @Test
  void limitsACallerWithoutLimitingOthers() {
    RateLimits limits = new RateLimits(new ServeSettings.RateSettings(2, 1, 1));
    Caller anna =
        new Caller(Uuids.parse("6f0c2b1e-0000-4000-8000-000000000001"), java.util.Set.of(), 0);
    Caller bert =
        new Caller(Uuids.parse("6f0c2b1e-0000-4000-8000-000000000002"), java.util.Set.of(), 0);
    limits.take(anna, false);
    limits.take(anna, false);
    assertThatThrownBy(() -> limits.take(anna, false))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(429);
              assertThat(problem.body()).containsKey("retry_after");
            });
    limits.take(bert, false);
  }

  private TokenVerifier verifier(Optional<byte[]> secret) {
    URI url = URI.create("http://127.0.0.1:" + keys.getAddress().getPort() + "/jwks.json");
    return new TokenVerifier(
        new TokenSettings(
            List.of("us"),
            "authenticated",
            Optional.of(url),
            0,
            new Roles("authenticated", "service_role", "admin")),
        secret);
  }

  private static String sign(JWSAlgorithm algorithm, JWSSigner signer, String keyId, String subject)
      throws JOSEException {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer("us")
            .audience("authenticated")
            .subject(subject)
            .claim("role", "authenticated")
            .expirationTime(Date.from(Instant.now().plusSeconds(600)))
            .build();
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  private static void assertRefused(TokenVerifier verifier, String token) {
    assertThatThrownBy(() -> verifier.verify("Bearer " + token))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.status()).isEqualTo(401));
  }
}
