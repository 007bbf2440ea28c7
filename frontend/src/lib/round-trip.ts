/** So many requests are looked at, the latest first. */
const MAX_SAMPLES = 20

export type ResourceTime = Pick<
  PerformanceResourceTiming,
  'name' | 'requestStart' | 'responseStart' | 'transferSize'
>

/**
 * Round trip to the proxy in ms: the smallest `responseStart − requestStart` of the latest requests
 * that the proxy responds to by itself, so neither connecting nor the work of the page is in it. Null
 * without such a request.
 */
export function roundTripOf(entries: readonly ResourceTime[], origin: string): number | null {
  const trips = entries
    .filter(({ name }) => name.startsWith(`${origin}/`) && !name.startsWith(`${origin}/v1/`))
    // A response from the browser's cache has no size.
    .filter(({ requestStart, transferSize }) => requestStart > 0 && transferSize > 0)
    .slice(-MAX_SAMPLES)
    .map(({ requestStart, responseStart }) => responseStart - requestStart)
    .filter((trip) => trip > 0)
  return trips.length === 0 ? null : Math.min(...trips)
}

/** The round trip by what the browser measured so far. */
export function measuredRoundTrip(): number | null {
  const entries = performance.getEntriesByType?.('resource') ?? []
  return roundTripOf(entries as PerformanceResourceTiming[], location.origin)
}
