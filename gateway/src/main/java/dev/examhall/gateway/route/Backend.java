package dev.examhall.gateway.route;

import dev.examhall.gateway.GatewayProperties.Backends;
import java.net.URI;

/** A service behind the gateway. */
public enum Backend {
  EXAM_RENDER("exam-render-service", "exam-render-service", "The exam service"),
  /** Instances for those who are signed in, so that their reports take nothing from students. */
  EXAM_RENDER_TEACHER("exam-render-service-teacher", "exam-render-service", "The exam service"),
  ASSET("asset-service", "asset-service", "The file service"),
  MONITORING("monitoring-service", "monitoring-service", "The status service"),
  ACTIVITY_LOG("activity-log-service", "activity-log-service", "The activity log");

  private final String id;
  private final String serviceId;
  private final String spoken;

  Backend(String id, String serviceId, String spoken) {
    this.id = id;
    this.serviceId = serviceId;
    this.spoken = spoken;
  }

  /** The name of its instances, in configuration and metrics. */
  String id() {
    return id;
  }

  /** The service's id, the audience of tokens for it. */
  public String serviceId() {
    return serviceId;
  }

  /** What people call it, at the start of a sentence. */
  String spoken() {
    return spoken;
  }

  /** Whose instances, places and breakers these requests share: its own, if it has an address. */
  Backend shared(Backends backends) {
    return this == EXAM_RENDER_TEACHER && backends.teacher().isEmpty() ? EXAM_RENDER : this;
  }

  URI uri(Backends backends) {
    return switch (this) {
      case EXAM_RENDER -> backends.examRender();
      case EXAM_RENDER_TEACHER -> backends.teacher().orElse(backends.examRender());
      case ASSET -> backends.asset();
      case MONITORING -> backends.monitoring();
      case ACTIVITY_LOG -> backends.activityLog();
    };
  }
}
