package ai.kalimtak.serve.auth;

import ai.kalimtak.serve.settings.ServeSettings.TokenSettings;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import java.time.Instant;
import java.util.Date;

/** What a token must claim beside its signature: issuer, audience, and that it is its time. */
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

  /** A project's service_role key comes without an audience. */
  private boolean isProjectKey(JWTClaimsSet claims) {
    return claims.getAudience().isEmpty()
        && settings.roles().service().equals(claims.getClaim("role"));
  }
}
