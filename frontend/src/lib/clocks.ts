import type { Timing } from './recording'

/** Record that the proxy keeps of one request: `GET /api/requests/{id}`. Times in ms. */
export interface ProxyRecord {
  readonly id: string
  readonly model: string | null
  readonly source: string
  readonly status: number | null
  readonly ending: string | null
  readonly ttftMs: number | null
  readonly upstreamMs: number | null
  readonly overheadMs: number | null
  readonly durationMs: number | null
  readonly tokens: number | null
  readonly bytesOut: number | null
  /** Round trip to the proxy by the browser's own timing, or null where it has none. */
  readonly roundTripMs: number | null
}

export type PartName =
  | 'network'
  | 'proxy'
  | 'model server'
  | 'synthetic model'
  | 'until first token'
  | 'paint'

/** One part of the time from sending a request to its first token on the screen. */
export interface Part {
  readonly name: PartName
  readonly millis: number
}

/** Time that a new connection, a busy browser and a coarse clock may add. */
const NETWORK_TOLERANCE_MS = 20
const MAX_ROUND_TRIPS = 3

/** Resolution of the browser's clock. */
const CLOCK_MS = 1

/** Tokens per second of a response: `n / E2E`, or null without a content event. */
export function tokensPerSecond({ e2eMs, tokens }: Timing): number | null {
  return e2eMs === null || e2eMs <= 0 ? null : (tokens.count / e2eMs) * 1000
}

/**
 * TPOT in ms: `(E2E − TTFT) / (n − 1)`. Null below two tokens, and where most gaps lie within one
 * read, because the browser then saw no single tokens.
 */
export function timePerOutputToken(
  { ttftMs, e2eMs, tokens }: Timing,
  contentTimes: readonly number[],
): number | null {
  if (ttftMs === null || e2eMs === null || tokens.count < 2) {
    return null
  }
  const gaps = gapsOf(contentTimes)
  return gaps.length === 0 || areMostWithinReads(gaps)
    ? null
    : (e2eMs - ttftMs) / (tokens.count - 1)
}

/** Parts of the time until the first token was on the screen, in their order; empty without a token. */
export function partsOf(timing: Timing, record: ProxyRecord | null): readonly Part[] {
  const { ttftMs, paintedMs } = timing
  if (ttftMs === null) {
    return []
  }
  const paint: Part[] =
    paintedMs === null ? [] : [{ name: 'paint', millis: Math.max(0, paintedMs - ttftMs) }]
  return [...partsBeforeRead(ttftMs, record), ...paint]
}

function partsBeforeRead(ttftMs: number, record: ProxyRecord | null): Part[] {
  if (record === null || record.ttftMs === null) {
    return [{ name: 'until first token', millis: ttftMs }]
  }
  const network: Part = { name: 'network', millis: Math.max(0, ttftMs - record.ttftMs) }
  if (record.upstreamMs === null || record.overheadMs === null) {
    return [network, { name: 'synthetic model', millis: record.ttftMs }]
  }
  return [
    network,
    { name: 'proxy', millis: record.overheadMs },
    { name: 'model server', millis: record.upstreamMs },
  ]
}

/** A disagreement of the two clocks that the network does not explain. */
export interface Disagreement {
  readonly kind: 'browser-later' | 'proxy-later'
  readonly millis: number
  readonly roundTripMs: number | null
}

export function disagreement(timing: Timing, record: ProxyRecord | null): Disagreement | null {
  if (timing.ttftMs === null || record === null || record.ttftMs === null) {
    return null
  }
  const { roundTripMs } = record
  const millis = timing.ttftMs - record.ttftMs
  if (millis < -CLOCK_MS) {
    return { kind: 'proxy-later', millis: -millis, roundTripMs }
  }
  return roundTripMs !== null && millis > MAX_ROUND_TRIPS * roundTripMs + NETWORK_TOLERANCE_MS
    ? { kind: 'browser-later', millis, roundTripMs }
    : null
}

/** Inter-chunk latencies (ICL): the gaps between content events, in ms. */
export function gapsOf(contentTimes: readonly number[]): readonly number[] {
  return contentTimes.slice(1).map((time, index) => time - (contentTimes[index] ?? time))
}

/** Reports whether most gaps lie within one read, so that they say nothing of the server. */
export function areMostWithinReads(gaps: readonly number[]): boolean {
  return gaps.filter((gap) => gap === 0).length > gaps.length / 2
}

/** At most so many values: each is the longest of those that it stands for. */
export function longestPerBin(gaps: readonly number[], bins: number): readonly number[] {
  if (gaps.length <= bins) {
    return gaps
  }
  const longest = new Array<number>(bins).fill(0)
  gaps.forEach((gap, index) => {
    const bin = Math.floor((index * bins) / gaps.length)
    longest[bin] = Math.max(longest[bin] ?? 0, gap)
  })
  return longest
}

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle]
  const lower = sorted[sorted.length % 2 === 0 ? middle - 1 : middle]
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2
}
