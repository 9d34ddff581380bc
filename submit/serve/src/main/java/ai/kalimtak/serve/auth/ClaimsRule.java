package ai.kalimtak.serve.auth;

import ai.kalimtak.serve.settings.ServeSettings.TokenSettings;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import java.time.Instant;
import java.util.Date;

/**
 * Checks the claims of a token in addition to its signature: issuer, audience and validity period.
 */
record ClaimsRule(TokenSettings settings) {

  void check(JWTClaimsSet claims) throws BadJWTException {
    Instant now = Instant.now();
    Date expires = claims.getExpirationTime();
    if (expires == null
        || !expires.toInstant().plusSeconds(settings.clockSkewSeconds()).isAfter(now)) {
      throw new BadJWTException("expired");
    }
    Date begins = claims.getNotBeforeTime();
    if (begins != null
        && begins.toInstant().minusSeconds(settings.clockSkewSeconds()).isAfter(now)) {
      throw new BadJWTException("not yet");
    }
    if (claims.getIssuer() == null || !settings.issuers().contains(claims.getIssuer())) {
      throw new BadJWTException("issuer");
    }
    if (!claims.getAudience().contains(settings.audience()) && !isProjectKey(claims)) {
      throw new BadJWTException("audience");
    }
  }

  /** The service_role key of a project has no audience. */
  private boolean isProjectKey(JWTClaimsSet claims) {
    return claims.getAudience().isEmpty()
        && settings.roles().service().equals(claims.getClaim("role"));
  }
}
