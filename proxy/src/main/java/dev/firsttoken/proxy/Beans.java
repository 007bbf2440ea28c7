package dev.firsttoken.proxy;

import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.downstream.AdmissionControl;
import dev.firsttoken.proxy.endpoints.Readiness;
import dev.firsttoken.proxy.meter.JvmMeter;
import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.proxy.upstream.UpstreamRouter;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Builds the beans of packages that know nothing of Micronaut. */
@Factory
final class Beans {
  @Singleton
  Meter meter(Configuration configuration) {
    return new Meter(Version.text(), configuration.model(), System::nanoTime);
  }

  @Singleton
  @Bean(preDestroy = "close")
  JvmMeter jvmMeter(Meter meter) {
    return new JvmMeter(meter);
  }

  @Singleton
  Readiness readiness(UpstreamRouter upstreamRouter, AdmissionControl admissionControl) {
    return new Readiness(upstreamRouter::isOperatorBreakerOpen, admissionControl::isDraining);
  }
}
