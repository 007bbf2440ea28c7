package dev.firsttoken.proxy.door;

import dev.firsttoken.proxy.meter.Meter;

/** What stands behind every door: one for all connections. */
record House(Rooms rooms, Gate gate, Traffic traffic, Meter meter) {}
