package dev.firsttoken.proxy;

import dev.firsttoken.proxy.meter.Meter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** What is made once and is no bean by itself, as its room knows nothing of Micronaut. */
@Factory
final class Wiring {
  @Singleton
  Meter meter(PrometheusMeterRegistry registry, Configuration configuration) {
    return new Meter(registry, Version.text(), configuration.model(), System::nanoTime);
  }
}
