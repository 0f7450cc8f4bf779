package dev.examhall.monitoring.notifying;

import dev.examhall.monitoring.alerting.Notice;
import java.util.List;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Sends alerts by SMTP, on a scheduler where it may wait. */
final class MailReceiver implements Receiver {

  private static final int LONGEST_SUBJECT = 150;

  private final String name;
  private final String from;
  private final List<String> to;
  private final JavaMailSender smtp;
  private final Scheduler blocking;

  MailReceiver(String name, String from, List<String> to, JavaMailSender smtp, Scheduler blocking) {
    this.name = name;
    this.from = from;
    this.to = List.copyOf(to);
    this.smtp = smtp;
    this.blocking = blocking;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Mono<Void> deliver(Notice notice) {
    AlertMessage message = AlertMessage.of(notice);
    SimpleMailMessage mail = new SimpleMailMessage();
    mail.setFrom(from);
    mail.setTo(to.toArray(String[]::new));
    mail.setSubject(oneLine("Examhall " + message.title()));
    mail.setText(message.text());
    return Mono.fromRunnable(() -> smtp.send(mail)).subscribeOn(blocking).then();
  }

  /** A summary may be an error's message: a line end in it would be another header. */
  private static String oneLine(String subject) {
    String line = subject.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= LONGEST_SUBJECT ? line : line.substring(0, LONGEST_SUBJECT) + "…";
  }
}
