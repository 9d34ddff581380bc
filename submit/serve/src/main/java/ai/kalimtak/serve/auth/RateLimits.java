package ai.kalimtak.serve.auth;

import ai.kalimtak.serve.http.Problem;
import ai.kalimtak.serve.settings.ServeSettings.RateSettings;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Limits requests per minute and caller; the entry of an inactive caller expires. */
public final class RateLimits {
  private static final int REMEMBERED = 100_000;

  private final LoadingCache<String, Bucket> users;
  private final LoadingCache<String, Bucket> refused;
  private final Bucket services;

  public RateLimits(RateSettings settings) {
    this.users = buckets(settings.ofUser());
    this.refused = buckets(settings.refusedOfAddress());
    this.services = bucket(settings.ofService());
  }

  /**
   * @throws Problem 429 if the caller exceeds its limit
   */
  void take(Caller caller, boolean service) {
    take(service ? services : users.get(caller.subject().map(Object::toString).orElse("")));
  }

  /**
   * Counts a request that is refused because it has no valid token.
   *
   * @throws Problem 429 if the address sends too many of them
   */
  public void takeRefused(String address) {
    take(refused.get(address));
  }

  private static void take(Bucket bucket) {
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill()) + 1;
      throw new Problem(429, "Too many requests; try again later").with("retry_after", seconds);
    }
  }

  private static LoadingCache<String, Bucket> buckets(long perMinute) {
    return Caffeine.newBuilder()
        .maximumSize(REMEMBERED)
        .expireAfterAccess(Duration.ofMinutes(2))
        .build(key -> bucket(perMinute));
  }

  private static Bucket bucket(long perMinute) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
        .build();
  }
}
