package dev.firsttoken.proxy;

import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.downstream.AdmissionControl;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Starts the server. */
public final class Application {
  /** Over application.properties (-300), under environment variables (-200) and all else. */
  private static final int PROPERTY_SOURCE_ORDER = -250;

  private Application() {}

  /** Runs until it is told to end: exit status 1 where it can't start, 2 for a wrong setting. */
  public static void main(String[] args) {
    try {
      Configuration configuration = Configuration.of(System.getenv());
      EmbeddedServer server = start(configuration, args);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "shutdown"));
      if (configuration.exitOnStdinEof()) {
        Thread.ofPlatform().daemon().name("stdin").start(Application::exitOnStdinEof);
      }
      System.err.println(startupMessage(configuration, server));
    } catch (IllegalArgumentException e) {
      exit(2, e);
    } catch (StartupException e) {
      exit(1, e);
    }
  }

  /**
   * Starts a server, which its {@code close()} ends.
   *
   * @param args Micronaut's own: {@code -micronaut.server.port=8080}
   * @throws IllegalArgumentException for a wrong setting
   * @throws StartupException where the address can't be had
   */
  public static EmbeddedServer start(Configuration configuration, String... args) {
    ApplicationContext context =
        ApplicationContext.builder()
            .args(args)
            .banner(false)
            .deduceEnvironment(false)
            .propertySources(
                PropertySource.of(
                    "configuration", properties(configuration), PROPERTY_SOURCE_ORDER))
            .singletons(configuration)
            .build()
            .start();
    String host = context.getRequiredProperty("micronaut.server.host", String.class);
    String port = context.getRequiredProperty("micronaut.server.port", String.class);
    try {
      Configuration.port("micronaut.server.port", port);
      if (!host.equals(configuration.host())) {
        throw new IllegalArgumentException(
            "micronaut.server.host is %s: set FIRST_TOKEN_HOST instead, which what is let in depends on."
                .formatted(host));
      }
      return context.getBean(EmbeddedServer.class).start();
    } catch (IllegalArgumentException e) {
      context.close();
      throw e;
    } catch (RuntimeException e) {
      context.close();
      throw new StartupException(host + ":" + port, e);
    }
  }

  /** Lets what runs come to its end, for a while, and closes the server. */
  static void stop(EmbeddedServer server) {
    AdmissionControl admissionControl =
        server.getApplicationContext().getBean(AdmissionControl.class);
    int inFlight = admissionControl.inFlight();
    if (inFlight > 0) {
      System.err.printf(
          "First Token ends once %s, in %s at the latest%n",
          inFlight == 1 ? "one request has" : inFlight + " requests have",
          formatSeconds(admissionControl.drainTimeout()));
    }
    try {
      admissionControl.drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      server.close();
    }
  }

  /** A program that is killed can stop nobody any more, but the kernel closes its pipe. */
  private static void exitOnStdinEof() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.err.println("stdin can't be read, which EXIT_ON_STDIN_EOF asks for: " + e);
    }
    System.exit(0);
  }

  private static String formatSeconds(Duration time) {
    long millis = time.toMillis();
    return (millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1000.0))
        + " s";
  }

  private static Map<String, Object> properties(Configuration configuration) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("micronaut.server.host", configuration.host());
    properties.put("micronaut.server.port", configuration.port());
    String transport = configuration.transport().label();
    properties.put("micronaut.netty.event-loops.default.transport", transport);
    properties.put("micronaut.netty.event-loops.parent.transport", transport);
    return properties;
  }

  /** One line for people: where, what, and how. */
  private static String startupMessage(Configuration configuration, EmbeddedServer server) {
    return "First Token on http://%s:%d, %s, over %s"
        .formatted(
            server.getHost(),
            server.getPort(),
            configuration.syntheticOnly()
                ? "answers by itself (model synthetic)"
                : "relays to %s (model %s)"
                    .formatted(configuration.upstream(), configuration.model()),
            configuration.transport().label());
  }

  private static void exit(int status, RuntimeException error) {
    System.err.println(error.getMessage());
    System.exit(status);
  }
}
