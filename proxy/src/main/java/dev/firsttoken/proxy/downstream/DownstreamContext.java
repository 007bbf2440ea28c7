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
    Meter meter) {}
