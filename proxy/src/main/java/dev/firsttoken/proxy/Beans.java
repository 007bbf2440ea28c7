package dev.firsttoken.proxy;

import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.downstream.AdmissionControl;
import dev.firsttoken.proxy.endpoints.Readiness;
import dev.firsttoken.proxy.meter.AccessLog;
import dev.firsttoken.proxy.meter.EventLoopWatchdog;
import dev.firsttoken.proxy.meter.FailureLog;
import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.proxy.meter.MetricsText;
import dev.firsttoken.proxy.upstream.UpstreamRouter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import org.slf4j.LoggerFactory;

/** Builds the beans of packages that know nothing of Micronaut. */
@Factory
final class Beans {
  @Singleton
  Meter meter(PrometheusMeterRegistry registry, Configuration configuration) {
    Meter meter =
        new Meter(
            registry.getPrometheusRegistry(),
            Version.text(),
            configuration.model(),
            System::nanoTime);
    if (configuration.accessLog()) {
      meter.setAccessLog(new AccessLog(LoggerFactory.getLogger(AccessLog.class)::info));
    }
    return meter;
  }

  @Singleton
  FailureLog failureLog() {
    return new FailureLog(System::nanoTime, LoggerFactory.getLogger(FailureLog.class)::warn);
  }

  @Bean(preDestroy = "close")
  @Singleton
  EventLoopWatchdog eventLoopWatchdog(Meter meter) {
    return meter.eventLoopWatchdog();
  }

  @Singleton
  MetricsText metricsText(PrometheusMeterRegistry registry, MeterRegistry binding) {
    return new MetricsText(registry, binding);
  }

  /** Leaves out the class loader's meters, which Micronaut binds together with those of the JVM. */
  @Singleton
  MeterFilter withoutClassLoader() {
    return MeterFilter.denyNameStartsWith("jvm.classes");
  }

  @Singleton
  Readiness readiness(
      UpstreamRouter upstreamRouter,
      AdmissionControl admissionControl,
      Configuration configuration) {
    return new Readiness(
        upstreamRouter::isOperatorUpstreamDown,
        admissionControl::isRejecting,
        configuration.warmUp().isZero());
  }
}
