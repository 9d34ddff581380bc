package ai.kalimtak.serve;

import io.javalin.config.RoutesConfig;

/** The endpoints, and what the server itself needs of what they stand on. */
record Services(
    Metrics metrics, RateLimits limits, HealthEndpoint health, FeedbackEndpoint feedback) {

  void addTo(RoutesConfig routes) {
    routes.get("/health", health::get);
    routes.get("/metrics", metrics::get);
    routes.post("/api/feedback", feedback::post);
  }
}
