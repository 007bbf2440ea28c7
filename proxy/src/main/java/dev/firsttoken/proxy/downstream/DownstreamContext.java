package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.meter.Meter;

/** What stands behind every door: one for all connections. */
record DownstreamContext(
    Router router, RequestFilter requestFilter, AdmissionControl admissionControl, Meter meter) {}
