package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.meter.Meter;
import jakarta.inject.Singleton;

/** The services that all client connections share. */
@Singleton
record DownstreamContext(
    Router router,
    RequestFilter requestFilter,
    AdmissionControl admissionControl,
    MemoryBudget memoryBudget,
    BodyWorkers bodyWorkers,
    Meter meter) {
  /** The limit of one body: the configured one, or less if the memory budget is smaller. */
  int maxBodyBytes() {
    return (int)
        Math.min(admissionControl.clientLimits().maxBodyBytes(), memoryBudget.maxBodyBytes());
  }
}
