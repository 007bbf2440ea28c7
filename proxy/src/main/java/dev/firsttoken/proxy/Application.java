package dev.firsttoken.proxy;

import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.downstream.AdmissionControl;
import dev.firsttoken.proxy.endpoints.Readiness;
import dev.firsttoken.proxy.meter.EventLoopWatchdog;
import dev.firsttoken.proxy.meter.HeapWatchdog;
import dev.firsttoken.proxy.warmup.WarmUp;
import dev.firsttoken.proxy.warmup.WarmUpLimits;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.env.PropertySource;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.micronaut.runtime.server.EmbeddedServer;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Entry point of the proxy. */
public final class Application {
  /** Above application.properties (-300), below environment variables (-200) and all else. */
  private static final int PROPERTY_SOURCE_ORDER = -250;

  /** A shutdown waits as long for a start that is under way. */
  private static final Duration MAX_START = Duration.ofSeconds(10);

  private Application() {}

  /** Runs until it is stopped. Exit status 1: it can't start; 2: a setting is invalid. */
  public static void main(String[] args) {
    CompletableFuture<EmbeddedServer> started = new CompletableFuture<>();
    try {
      Configuration configuration = Configuration.of(System.getenv());
      // Before the start, because the first request can come before its end.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopOnceStarted(started), "shutdown"));
      EmbeddedServer server = start(configuration, args);
      started.complete(server);
      if (configuration.exitOnStdinEof()) {
        Thread.ofPlatform().daemon().name("stdin").start(Application::exitOnStdinEof);
      }
      System.err.println(startupMessage(configuration, server));
      HeapWatchdog.start(Application::exitWithoutMemory);
      String cacheProblem = AotCache.problem();
      if (cacheProblem != null) {
        System.err.println(cacheProblem);
      }
      warmUp(configuration, server);
    } catch (IllegalArgumentException e) {
      started.cancel(false);
      exit(2, e);
    } catch (StartupException e) {
      started.cancel(false);
      exit(1, e);
    } finally {
      started.cancel(false);
    }
  }

  /**
   * Starts a server, which {@code close()} stops.
   *
   * @param args Micronaut's arguments, such as {@code -micronaut.server.port=8080}
   * @throws IllegalArgumentException if a setting is invalid
   * @throws StartupException if the server can't listen on its address
   */
  public static EmbeddedServer start(Configuration configuration, String... args) {
    return start(ApplicationContext.builder(), configuration, args);
  }

  /**
   * Starts a server for the warm-up, to which Micronaut's variables of the operator don't apply.
   */
  private static EmbeddedServer startCopy(Configuration configuration, String... args) {
    return start(
        ApplicationContext.builder().environmentPropertySource(false), configuration, args);
  }

  private static EmbeddedServer start(
      ApplicationContextBuilder builder, Configuration configuration, String... args) {
    ApplicationContext context = configure(builder, configuration).args(args).build().start();
    String host = context.getRequiredProperty("micronaut.server.host", String.class);
    String port = context.getRequiredProperty("micronaut.server.port", String.class);
    try {
      Configuration.port("micronaut.server.port", port);
      if (!host.equals(configuration.host())) {
        throw new IllegalArgumentException(
            "micronaut.server.host is %s, but FIRST_TOKEN_HOST is %s. Set only FIRST_TOKEN_HOST, as access control depends on it."
                .formatted(host, configuration.host()));
      }
      EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
      context
          .getBean(EventLoopWatchdog.class)
          .start(context.getBean(EventLoopGroupRegistry.class).getDefaultEventLoopGroup());
      return server;
    } catch (IllegalArgumentException e) {
      context.close();
      throw e;
    } catch (RuntimeException e) {
      context.close();
      throw new StartupException(host, port, e);
    }
  }

  /** The server responds meanwhile, and is ready after it. */
  private static void warmUp(Configuration configuration, EmbeddedServer server) {
    if (!configuration.warmUp().isZero()) {
      ApplicationContext context = server.getApplicationContext();
      BooleanSupplier isStopping = context.getBean(AdmissionControl.class)::isDraining;
      WarmUp.Report report;
      try {
        report =
            WarmUp.run(
                configuration.transport(),
                new WarmUpLimits(configuration.warmUp(), isStopping),
                Application::startCopy);
      } finally {
        context.getBean(Readiness.class).onWarmedUp();
      }
      if (!isStopping.getAsBoolean()) {
        System.err.println(report.message());
      }
    }
  }

  /** Sets up a context in which the server's beans find the configuration. */
  static ApplicationContextBuilder configure(
      ApplicationContextBuilder builder, Configuration configuration) {
    return builder
        .banner(false)
        .deduceEnvironment(false)
        .propertySources(
            PropertySource.of("configuration", properties(configuration), PROPERTY_SOURCE_ORDER))
        .singletons(configuration);
  }

  private static void stopOnceStarted(CompletableFuture<EmbeddedServer> started) {
    try {
      stop(started.get(MAX_START.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (CancellationException | ExecutionException | TimeoutException e) {
      // It did not start, so no request waits.
    }
  }

  /** Waits for running requests until the drain timeout, then closes the server. */
  static void stop(EmbeddedServer server) {
    AdmissionControl admissionControl =
        server.getApplicationContext().getBean(AdmissionControl.class);
    EventLoopGroupRegistry eventLoops =
        server.getApplicationContext().getBean(EventLoopGroupRegistry.class);
    EventLoopGroup readers = eventLoops.getDefaultEventLoopGroup();
    EventLoopGroup acceptors = eventLoops.getEventLoopGroup("parent").orElse(readers);
    try {
      long deadline = admissionControl.startDrain(acceptors, readers);
      int active = admissionControl.underway();
      if (active > 0) {
        System.err.printf(
            "Shutting down: waiting up to %s for %d %s in flight%n",
            formatSeconds(admissionControl.drainTimeout()),
            active,
            active == 1 ? "request" : "requests");
      }
      admissionControl.finishDrain(deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      server.close();
    }
  }

  /** A parent that is killed can't stop this process, but the kernel closes its pipe. */
  private static void exitOnStdinEof() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.err.println("Stopping, because EXIT_ON_STDIN_EOF=true and stdin can't be read: " + e);
    }
    System.exit(0);
  }

  private static void exitWithoutMemory() {
    System.err.printf(
        "Stopping: the heap of %d MB is full. Start with more, like ./bench serve --memory=1g.%n",
        Runtime.getRuntime().maxMemory() >> 20);
    // A full heap has no room for an orderly shutdown.
    Runtime.getRuntime().halt(HeapWatchdog.EXIT_STATUS);
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

  /** One line for people: address, mode and transport. */
  static String startupMessage(Configuration configuration, EmbeddedServer server) {
    return "First Token on http://%s:%d, %s, transport %s"
        .formatted(
            Configuration.bracketed(server.getHost()),
            server.getPort(),
            configuration.syntheticOnly()
                ? "serving synthetic responses (model synthetic)"
                : "relaying to %s (%s)"
                    .formatted(configuration.upstream(), configuration.describeModel()),
            configuration.transport().label());
  }

  private static void exit(int status, RuntimeException error) {
    System.err.println(error.getMessage());
    System.exit(status);
  }
}
