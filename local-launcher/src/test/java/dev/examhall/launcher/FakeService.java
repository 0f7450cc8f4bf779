package dev.examhall.launcher;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Stands for a service: ready at once, unless its name says that it cannot start. */
final class FakeService {

  private FakeService() {}

  public static void main(String[] arguments) throws IOException {
    if ("onRefresh".equals(System.getProperty("spring.context.exit"))) {
      return;
    }
    if (System.getenv("EXAMHALL_DATA_DIR").endsWith("monitoring-service")) {
      System.out.println("EXAMHALL_SOMETHING is missing");
      System.exit(3);
    }
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(
                System.getenv("SERVER_ADDRESS"), Integer.parseInt(System.getenv("SERVER_PORT"))),
            0);
    server.createContext(
        "/actuator/health/readiness",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    System.out.println("Started");
  }
}
