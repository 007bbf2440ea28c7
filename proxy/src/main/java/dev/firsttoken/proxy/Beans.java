package dev.firsttoken.proxy;

import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.meter.JvmMeter;
import dev.firsttoken.proxy.meter.Meter;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** What is made once and is no bean by itself, as its room knows nothing of Micronaut. */
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
}
