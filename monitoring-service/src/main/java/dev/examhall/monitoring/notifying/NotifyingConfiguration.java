package dev.examhall.monitoring.notifying;

import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.monitoring.MonitoringProperties;
import dev.examhall.monitoring.alerting.AlertJournal;
import dev.examhall.monitoring.alerting.AlertWatch;
import dev.examhall.monitoring.alerting.ErrorNotices;
import dev.examhall.monitoring.alerting.ErrorWatch;
import dev.examhall.monitoring.alerting.Findings;
import dev.examhall.monitoring.duty.DutyKeeper;
import dev.examhall.monitoring.errors.UntoldErrors;
import dev.examhall.monitoring.health.HealthBoard;
import dev.examhall.monitoring.maintenance.Maintenance;
import dev.examhall.monitoring.polling.Isolation;
import dev.examhall.monitoring.polling.LastLook;
import dev.examhall.monitoring.readings.ServiceReadings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
class NotifyingConfiguration {

  private static final int SMTP_TIMEOUT_MILLIS = 8_000;

  @Bean(destroyMethod = "dispose")
  Scheduler mailScheduler() {
    return Schedulers.newBoundedElastic(2, 1_000, "mail");
  }

  @Bean
  NoticeDelivery noticeDelivery(
      MonitoringProperties properties,
      WebClient.Builder http,
      EventSpool spool,
      Scheduler mailScheduler,
      DatabaseClient database,
      DutyKeeper duty,
      MeterRegistry meters) {
    List<Receiver> receivers = new ArrayList<>();
    properties
        .alerts()
        .receivers()
        .forEach(
            (name, receiver) -> {
              if (receiver.isOn()) {
                receivers.add(
                    switch (receiver.type()) {
                      case WEBHOOK ->
                          new WebhookClient(
                              name, receiver.url(), receiver.secret(), http.clone().build());
                      case EMAIL ->
                          new MailReceiver(
                              name, receiver.from(), receiver.to(), smtp(receiver), mailScheduler);
                      case KAFKA -> new AlertPublisher(name, spool);
                    });
              }
            });
    return new NoticeDelivery(
        receivers,
        NoticeDelivery.Persistence.DEFAULT,
        new WaitingNotices(
            new WaitingNoticeRepository(database), duty::speaks, Schedulers.parallel()),
        meters);
  }

  @Bean
  ErrorWatch errorWatch(
      MonitoringProperties properties,
      UntoldErrors errors,
      DutyKeeper duty,
      AlertJournal journal,
      NoticeDelivery delivery,
      Clock clock) {
    return new ErrorWatch(
        errors,
        new ErrorNotices(properties.alerts().rules(), properties.alerts().errorsPerHour()),
        duty::speaks,
        journal,
        delivery::accept,
        clock,
        Schedulers.parallel());
  }

  static JavaMailSender smtp(ReceiverProperties receiver) {
    JavaMailSenderImpl smtp = new JavaMailSenderImpl();
    smtp.setHost(receiver.host());
    smtp.setPort(receiver.port());
    Properties session = smtp.getJavaMailProperties();
    if (!receiver.username().isBlank()) {
      smtp.setUsername(receiver.username());
      smtp.setPassword(receiver.password());
      session.setProperty("mail.smtp.auth", "true");
    }
    session.setProperty("mail.smtp.starttls.enable", "true");
    session.setProperty("mail.smtp.starttls.required", Boolean.toString(receiver.startTls()));
    for (String which : List.of("connectiontimeout", "timeout", "writetimeout")) {
      session.setProperty("mail.smtp." + which, Integer.toString(SMTP_TIMEOUT_MILLIS));
    }
    return smtp;
  }

  @Bean
  AlertWatch alertWatch(
      MonitoringProperties properties,
      HealthBoard board,
      ServiceReadings readings,
      Maintenance maintenance,
      DutyKeeper duty,
      Isolation isolation,
      AlertJournal journal,
      NoticeDelivery delivery,
      Clock clock) {
    return new AlertWatch(
        new Findings(properties.alerts().rules()),
        properties.alerts().timing(),
        board::current,
        readings,
        maintenance::covers,
        new AlertWatch.Standing() {
          @Override
          public boolean speaks() {
            return duty.speaks();
          }

          @Override
          public boolean isolated() {
            return isolation.isolated();
          }
        },
        journal,
        delivery::accept,
        clock,
        Schedulers.parallel());
  }

  @Bean
  HeartbeatClient heartbeatClient(
      MonitoringProperties properties,
      WebClient.Builder http,
      DutyKeeper duty,
      LastLook lastLook,
      MeterRegistry meters) {
    Duration fresh = properties.polling().interval().multipliedBy(6);
    return new HeartbeatClient(
        properties.alerts().heartbeat().url(),
        properties.alerts().heartbeat().interval(),
        () -> duty.speaks() && lastLook.isWithin(fresh),
        http.clone().build(),
        meters,
        Schedulers.parallel());
  }
}
