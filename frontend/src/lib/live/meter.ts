import { numberOf, parseSamples, type Sample } from './prometheus'

/** Classes of the status under which requests count; 499 is a client that left. */
export const STATUS_CLASSES = ['2xx', '4xx', '499', '5xx'] as const
export type StatusClass = (typeof STATUS_CLASSES)[number]

/** The proxy’s counters at one moment. */
export interface Snapshot {
  /** Time of the scrape, in ms of a monotonic clock. */
  readonly at: number
  readonly requests: Readonly<Record<StatusClass, number>>
  readonly tokens: number
  readonly inFlight: number
  /** Upper bounds of the TTFT’s buckets in ms, with the count up to each. */
  readonly ttft: readonly (readonly [number, number])[]
}

/** Numbers of the time up to a moment; null where there is no value. */
export interface Point {
  readonly at: number
  /** Requests per second that ended, by their status. */
  readonly requests: Readonly<Record<StatusClass, number | null>>
  /** Requests that failed by a server’s fault since the snapshot before. */
  readonly failed: number
  readonly tokensPerSecond: number | null
  readonly inFlight: number | null
  readonly ttftP50: number | null
  readonly ttftP95: number | null
}

const NAMES: ReadonlySet<string> = new Set([
  'chat_requests_total',
  'chat_tokens_total',
  'chat_in_flight',
  'chat_ttft_ms_bucket',
])

/** Reads the metrics of a proxy. */
export function readSnapshot(text: string, at: number): Snapshot {
  const samples = parseSamples(text, NAMES)
  const sum = (name: string, isPart: (sample: Sample) => boolean = () => true) =>
    samples
      .filter((sample) => sample.name === name && isPart(sample))
      .reduce((total, { value }) => total + value, 0)
  const ofClass = (status: StatusClass) =>
    sum('chat_requests_total', ({ labels }) => classOf(labels.status) === status)
  return {
    at,
    requests: {
      '2xx': ofClass('2xx'),
      '4xx': ofClass('4xx'),
      '499': ofClass('499'),
      '5xx': ofClass('5xx'),
    },
    tokens: sum('chat_tokens_total'),
    inFlight: sum('chat_in_flight'),
    ttft: bucketsOf(samples),
  }
}

function classOf(status = ''): StatusClass {
  if (status === '499') {
    return '499'
  }
  return status.startsWith('5') ? '5xx' : status.startsWith('4') ? '4xx' : '2xx'
}

/** The buckets of all models together. */
function bucketsOf(samples: readonly Sample[]): Snapshot['ttft'] {
  const counts = new Map<number, number>()
  for (const { name, labels, value } of samples) {
    if (name === 'chat_ttft_ms_bucket') {
      const bound = numberOf(labels.le ?? '')
      counts.set(bound, (counts.get(bound) ?? 0) + value)
    }
  }
  return [...counts].filter(([bound]) => !Number.isNaN(bound)).sort(([a], [b]) => a - b)
}

/** The proxy was started anew between two snapshots: a counter has fallen. */
export function hasRestarted(before: Snapshot, now: Snapshot): boolean {
  return (
    now.tokens < before.tokens ||
    STATUS_CLASSES.some((status) => now.requests[status] < before.requests[status])
  )
}

/**
 * The numbers of a moment: rates since the snapshot before, and percentiles of the responses whose
 * first token came since an earlier one.
 */
export function pointOf(now: Snapshot, before: Snapshot, earlier: Snapshot): Point {
  const seconds = (now.at - before.at) / 1000
  const rate = (status: StatusClass) => (now.requests[status] - before.requests[status]) / seconds
  const buckets = now.ttft.map(([bound, count], index): readonly [number, number] => [
    bound,
    count - (earlier.ttft[index]?.[0] === bound ? (earlier.ttft[index]?.[1] ?? 0) : 0),
  ])
  return {
    at: now.at,
    requests: {
      '2xx': rate('2xx'),
      '4xx': rate('4xx'),
      '499': rate('499'),
      '5xx': rate('5xx'),
    },
    failed: now.requests['5xx'] - before.requests['5xx'],
    tokensPerSecond: (now.tokens - before.tokens) / seconds,
    inFlight: now.inFlight,
    ttftP50: quantileOf(buckets, 0.5),
    ttftP95: quantileOf(buckets, 0.95),
  }
}

/**
 * A percentile from cumulative buckets, linear within its bucket, as Prometheus computes it. Beyond
 * the last bound it is that bound.
 */
export function quantileOf(
  buckets: readonly (readonly [number, number])[],
  share: number,
): number | null {
  const total = buckets.at(-1)?.[1] ?? 0
  if (total <= 0) {
    return null
  }
  const rank = share * total
  const index = buckets.findIndex(([, count]) => count >= rank)
  const [bound, count] = buckets[index] ?? [0, 0]
  const [lower, below] = index > 0 ? (buckets[index - 1] ?? [0, 0]) : [0, 0]
  if (!Number.isFinite(bound)) {
    return lower
  }
  return lower + ((bound - lower) * (rank - below)) / Math.max(count - below, 1e-9)
}
