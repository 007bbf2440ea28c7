package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.meter.Meter;

/** The services that all client connections share. */
record DownstreamContext(
    Router router, RequestFilter requestFilter, AdmissionControl admissionControl, Meter meter) {}
