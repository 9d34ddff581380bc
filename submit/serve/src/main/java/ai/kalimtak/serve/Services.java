package ai.kalimtak.serve;

import ai.kalimtak.serve.auth.RateLimits;
import ai.kalimtak.serve.endpoints.AssignmentEndpoint;
import ai.kalimtak.serve.endpoints.CurationEndpoint;
import ai.kalimtak.serve.endpoints.FeedbackEndpoint;
import ai.kalimtak.serve.endpoints.HealthEndpoint;
import ai.kalimtak.serve.endpoints.InteractionEndpoint;
import ai.kalimtak.serve.endpoints.OverviewEndpoint;
import ai.kalimtak.serve.endpoints.ServedFile;
import io.javalin.config.RoutesConfig;

/** The endpoints, and the services that the server itself needs. */
record Services(
    Metrics metrics,
    RateLimits limits,
    HealthEndpoint health,
    FeedbackEndpoint feedback,
    InteractionEndpoint interactions,
    AssignmentEndpoint assignments,
    CurationEndpoint curation,
    OverviewEndpoint overview) {

  void addTo(RoutesConfig routes) {
    routes.get("/health", health::get);
    routes.get("/metrics", metrics::get);
    routes.post("/api/feedback", feedback::post);
    routes.post("/api/interactions", interactions::post);
    routes.get("/api/models/{name}/assignment", assignments::get);
    routes.post("/api/admin/curate-training-data", curation::post);
    routes.get("/api/admin/runs/{id}", curation::get);
    routes.get("/api/admin/overview", overview::get);
    routes.get("/", ServedFile.load("page.html", "text/html; charset=utf-8")::get);
    routes.get("/page.css", ServedFile.load("page.css", "text/css; charset=utf-8")::get);
    routes.get("/page.js", ServedFile.load("page.js", "text/javascript; charset=utf-8")::get);
    routes.get(
        "/openapi.yaml", ServedFile.load("openapi.yaml", "application/yaml; charset=utf-8")::get);
  }
}
