package dev.firsttoken.proxy.meter;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;

/** The JVM's own series beside the contract's: memory, garbage collection, threads, processor. */
public final class JvmMeter implements AutoCloseable {
  private final JvmGcMetrics gc = new JvmGcMetrics();

  /** Adds them to what the meter shows. */
  public JvmMeter(Meter meter) {
    MeterRegistry registry = meter.registry();
    gc.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  @Override
  public void close() {
    gc.close();
  }
}
