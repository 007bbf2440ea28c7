/** A number of a level that can be drawn against load. */
export interface Metric {
  /** Its JSON name. */
  readonly key: string
  readonly name: string
  /** Unit, or empty where the name has it. */
  readonly unit: string
  readonly better: 'lower' | 'higher'
  /** Kind of number, whose meaning the glossary has. */
  readonly family: string
}

/** An entry of the glossary. */
export interface Meaning {
  readonly family: string
  readonly name: string
  readonly meaning: string
}

/** Times that have percentiles, with the percentiles that the page offers. */
const TIMES: readonly (readonly [string, string, readonly string[]])[] = [
  ['ttft', 'TTFT', ['p50', 'p95', 'p99']],
  ['due_ttft', 'TTFT from due', ['p50', 'p95', 'p99']],
  ['ttfo', 'TTFO', ['p50', 'p95', 'p99']],
  ['ttfb', 'TTFB', ['p50', 'p95', 'p99']],
  ['tpot', 'TPOT', ['p50', 'p95', 'p99']],
  ['icl', 'ICL', ['p50', 'p95', 'p99']],
  ['dur', 'E2E', ['p50', 'p95', 'p99']],
  ['due_dur', 'E2E from due', ['p50', 'p95', 'p99']],
  ['transit', 'transit', ['p50', 'p99']],
  ['lateness', 'lateness', ['p50', 'p99']],
  ['due_delay', 'due-delay', ['p50', 'p99']],
  ['send_lag', 'send lag', ['p50', 'p99']],
]

const TIME_METRICS: readonly Metric[] = TIMES.flatMap(([family, name, percentiles]) =>
  percentiles.map((percentile) => ({
    key: `${family}_${percentile}`,
    name: `${name} ${percentile}`,
    unit: 'ms',
    better: 'lower' as const,
    family,
  })),
)

const OTHER_METRICS: readonly Metric[] = [
  { key: 'tps', name: 'tokens/s', unit: '', better: 'higher', family: 'tps' },
  { key: 'rps', name: 'requests/s', unit: '', better: 'higher', family: 'rps' },
  {
    key: 'request_tps_p50',
    name: 'tokens/s of a request, p50',
    unit: '',
    better: 'higher',
    family: 'request_tps',
  },
  {
    key: 'cpu_per_100k_frames',
    name: 'CPU per 100,000 frames',
    unit: 'ms',
    better: 'lower',
    family: 'cpu_per_100k_frames',
  },
  {
    key: 'cpu_per_100k_requests',
    name: 'CPU per 100,000 requests',
    unit: 'ms',
    better: 'lower',
    family: 'cpu_per_100k_requests',
  },
  { key: 'goodput', name: 'goodput', unit: 'req/s', better: 'higher', family: 'goodput' },
  {
    key: 'peak_rss_bytes',
    name: 'peak memory',
    unit: 'bytes',
    better: 'lower',
    family: 'peak_rss_bytes',
  },
]

export const METRICS: readonly Metric[] = [...TIME_METRICS, ...OTHER_METRICS]

/** Metrics that the page starts on, the first that the results have. Plain requests have no TTFT. */
const FIRST_METRICS = [
  'ttft_p95',
  'ttft_p50',
  'ttfb_p95',
  'due_dur_p99',
  'dur_p95',
  'dur_p99',
  'dur_p50',
]

/**
 * The metric that the page starts on.
 *
 * @param asked metrics of the run’s own limits
 * @param hasValue whether some level has a value
 */
export function firstMetric(
  asked: readonly string[],
  hasValue: (metric: string) => boolean,
): Metric {
  const known = METRICS.map(({ key }) => key)
  const found = [...asked, ...FIRST_METRICS, ...known].find(hasValue)
  return metricOf(found ?? 'ttft_p95')
}

/** A metric by its JSON name; one that the page does not know goes by that name. */
export function metricOf(key: string): Metric {
  return (
    METRICS.find((metric) => metric.key === key) ??
    timeOf(key) ?? {
      key,
      name: key,
      unit: '',
      better: 'lower',
      family: key,
    }
  )
}

/** A percentile, or the highest value, of a time that has others to choose from; or null. */
function timeOf(key: string): Metric | null {
  const [, family = '', statistic = ''] = /^(\w+)_(p\d{2,5}|max)$/.exec(key) ?? []
  const name = TIMES.find(([known]) => known === family)?.[1]
  const label = statistic.replace(/^p(\d\d)(\d+)$/, 'p$1.$2')
  return name === undefined
    ? null
    : { key, name: `${name} ${label}`, unit: 'ms', better: 'lower', family }
}

/** Meaning of a metric, or an empty text. */
export function meaningOf({ family }: Metric): string {
  return GLOSSARY.find((entry) => entry.family === family)?.meaning ?? ''
}

/** Words of the page, for readers who are new to them. */
export const GLOSSARY: readonly Meaning[] = [
  {
    family: 'ttft',
    name: 'TTFT',
    meaning: 'Time to first token: from sending a request to its first content event.',
  },
  {
    family: 'due_ttft',
    name: 'TTFT from due',
    meaning: 'TTFT of a user who wanted the response when the plan says. It includes a late send.',
  },
  {
    family: 'ttfo',
    name: 'TTFO',
    meaning: 'Time to first output: like TTFT, up to the first token that is no reasoning.',
  },
  {
    family: 'ttfb',
    name: 'TTFB',
    meaning:
      'Time to first byte of a plain request: from sending it to the first byte of its body.',
  },
  {
    family: 'tpot',
    name: 'TPOT',
    meaning: 'Time per output token after the first one. Some tools call it ITL.',
  },
  {
    family: 'icl',
    name: 'ICL',
    meaning: 'Inter-chunk latency: every gap between two content events. vLLM calls it ITL.',
  },
  {
    family: 'dur',
    name: 'E2E',
    meaning:
      'From sending a request to its last content event, or to the last byte of a plain response.',
  },
  {
    family: 'due_dur',
    name: 'E2E from due',
    meaning:
      'E2E of a user who wanted the response when the plan says. It includes a late send, and so the wait for a slow server.',
  },
  {
    family: 'transit',
    name: 'Transit',
    meaning:
      'From the server’s sending of a chunk to its arrival: network, a proxy between, and client.',
  },
  {
    family: 'lateness',
    name: 'Lateness',
    meaning: 'How late the server’s own timers were: sent minus due.',
  },
  {
    family: 'due_delay',
    name: 'Due-delay',
    meaning: 'Lateness and transit together: what a reader of the stream sees.',
  },
  {
    family: 'send_lag',
    name: 'Send lag',
    meaning: 'How late the client sent a request that was due.',
  },
  {
    family: 'tps',
    name: 'Tokens/s',
    meaning: 'Output tokens of all successful requests per second of the level.',
  },
  {
    family: 'rps',
    name: 'Requests/s',
    meaning: 'Successful requests per second of the level.',
  },
  {
    family: 'request_tps',
    name: 'Tokens/s of a request',
    meaning: 'Output tokens of one request divided by its E2E.',
  },
  {
    family: 'cpu_per_100k_frames',
    name: 'CPU per 100,000 frames',
    meaning: 'CPU time of the server’s process, in ms, for 100,000 content events.',
  },
  {
    family: 'cpu_per_100k_requests',
    name: 'CPU per 100,000 requests',
    meaning: 'CPU time of the server’s process, in ms, for 100,000 plain requests.',
  },
  {
    family: 'goodput',
    name: 'Goodput',
    meaning: 'Requests per second that met every limit of the SLO.',
  },
  {
    family: 'peak_rss_bytes',
    name: 'Peak memory',
    meaning: 'Largest resident memory of the server’s processes.',
  },
  {
    family: 'client',
    name: 'Client',
    meaning: 'The program that sends the requests and takes the times: ./bench, or another tool.',
  },
  {
    family: 'p95',
    name: 'p50, p95, p99',
    meaning:
      'Percentiles: so many of a hundred responses were this fast or faster. p50 is the median.',
  },
  {
    family: 'slo',
    name: 'SLO',
    meaning:
      'Service level objective: the limit that you want to hold, such as TTFT p95 < 300\u00a0ms.',
  },
  {
    family: 'interval',
    name: '95\u00a0% interval',
    meaning:
      'The range in which the true value lies with 95\u00a0% confidence, by how much the rounds differ.',
  },
]
