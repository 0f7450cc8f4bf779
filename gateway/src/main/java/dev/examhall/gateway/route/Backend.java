package dev.examhall.gateway.route;

import dev.examhall.gateway.GatewayProperties.Backends;
import java.net.URI;

/** A service behind the gateway. */
public enum Backend {
  EXAM_RENDER("exam-render-service", "The exam service"),
  ASSET("asset-service", "The file service"),
  MONITORING("monitoring-service", "The status service"),
  ACTIVITY_LOG("activity-log-service", "The activity log");

  private final String serviceId;
  private final String spoken;

  Backend(String serviceId, String spoken) {
    this.serviceId = serviceId;
    this.spoken = spoken;
  }

  /** The service's id, the audience of tokens for it. */
  public String serviceId() {
    return serviceId;
  }

  /** What people call it, at the start of a sentence. */
  String spoken() {
    return spoken;
  }

  URI uri(Backends backends) {
    return switch (this) {
      case EXAM_RENDER -> backends.examRender();
      case ASSET -> backends.asset();
      case MONITORING -> backends.monitoring();
      case ACTIVITY_LOG -> backends.activityLog();
    };
  }
}
