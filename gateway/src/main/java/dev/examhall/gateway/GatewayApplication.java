package dev.examhall.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Entry point of the service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class GatewayApplication {

  private static final String NATIVE_TRANSPORT = "reactor.netty.native";

  static void main(String[] args) {
    // Reactor Netty 1.3 on Netty 4.2 is reported to leave requests pending with the native
    // transport
    // (reactor-netty#4253), and NIO costs nothing measurable here. Set the property to overrule.
    if (System.getProperty(NATIVE_TRANSPORT) == null) {
      System.setProperty(NATIVE_TRANSPORT, "false");
    }
    SpringApplication.run(GatewayApplication.class, args);
  }
}
