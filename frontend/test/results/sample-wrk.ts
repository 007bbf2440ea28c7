/** Latencies as wrk2 prints them, with these fields changed. */
export function sampleLatency(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    mean: 0.94,
    stdev: 0.67,
    max: 27.78,
    p50: 0.91,
    p75: 1.22,
    p90: 1.49,
    p99: 2.22,
    p999: 5.11,
    p9999: 24,
    p99999: 27.79,
    ...fields,
  }
}

/** A run of wrk2 at 2,000 requests per second, with these fields changed. */
export function sampleRun(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    target: 'default',
    round: 1,
    started_at: '2026-11-29T16:40:00Z',
    raw: 'raw/1-default.txt',
    exit_status: 0,
    latency_ms: sampleLatency(),
    rate: 1990,
    requests: 20000,
    bytes: 24000000,
    bytes_per_s: 2400000,
    duration_s: 10.05,
    errors: { connect: 0, read: 0, write: 0, timeout: 0, status: 0 },
    server: {
      window: 10100,
      cpu: 900,
      cpu_per_100k_requests: 4500,
      peak_rss_bytes: 104857600,
      threads: 12,
      processes: 1,
      found_by: 'port 8080',
    },
    client: { cpu: 4020, cores: 0.4 },
    failure: null,
    latency_count: 20000,
    spectrum: [
      { ms: 0.05, percentile: 0, count: 1 },
      { ms: 0.91, percentile: 0.5, count: 10000 },
      { ms: 2.22, percentile: 0.99, count: 19800 },
      { ms: 27.79, percentile: 1, count: 20000 },
    ],
    uncorrected_latency_ms: null,
    uncorrected_spectrum: [],
    ...fields,
  }
}

/** A server of a result, with these fields changed. */
export function sampleTarget(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: 'default',
    url: 'http://127.0.0.1:8080/micro/plain?bytes=1024',
    start_ms: null,
    response_status: 200,
    response_bytes: 1024,
    failure: null,
    obstacle: null,
    errors: 0,
    p50: 0.91,
    p99: 2.22,
    rate: 1990,
    cpu_per_100k_requests: 4500,
    peak_rss_bytes: 104857600,
    ratios: {},
    ...fields,
  }
}

/** A result of wrk2 of one run, with these fields changed. */
export function sampleWrk(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    schema: 'firsttoken.wrk/1',
    started_at: '2026-11-29T16:40:00Z',
    tool: 'wrk2',
    tool_version: '4.0.0',
    corrected: true,
    latency_meaning: 'A latency counts from the time at which the rate made the request due.',
    partial: false,
    url: 'http://127.0.0.1:8080/micro/plain?bytes=1024',
    rate_asked: 2000,
    duration_asked_s: 30,
    connections: 64,
    connections_opened: 64,
    threads: 2,
    timeout_s: 2,
    reference: 'default',
    rounds: 1,
    targets: [sampleTarget()],
    verdicts: [],
    runs: [sampleRun()],
    options: { url: 'http://127.0.0.1:8080/micro/plain?bytes=1024', rate: '2000' },
    environment: { cpu: 'EPYC', cores: 2, commit: '0123456789abcdef' },
    ...fields,
  }
}

/** Changes for wrk, which has no rate and prints no spectrum. */
export const WRK_ONE = {
  tool: 'wrk',
  tool_version: '4.1.0',
  corrected: false,
  latency_meaning: 'A latency counts from the send (coordinated omission).',
  rate_asked: null,
}

/** Latencies of wrk, which prints four percentiles. */
export const WRK_LATENCY = sampleLatency({ p999: null, p9999: null, p99999: null })

/** Two servers in three rounds, of which `b` is slower and takes as much CPU. */
export function sampleWrkRounds(fields: Record<string, unknown> = {}): Record<string, unknown> {
  const verdict = {
    target: 'b',
    metric: 'p99',
    verdict: 'slower',
    ratio: 2,
    low: 1.9,
    high: 2.1,
    smallest_visible: 0.1,
    within_error: false,
    pairs: 3,
  }
  const run = (target: string, round: number, p99: number) =>
    sampleRun({ target, round, latency_ms: sampleLatency({ p99 }), rate: 1980 + round })
  return sampleWrk({
    rounds: 3,
    reference: 'a',
    targets: [
      sampleTarget({ name: 'a' }),
      sampleTarget({ name: 'b', p99: 4.44 }),
      sampleTarget({ name: 'c', obstacle: 'its response has 10 bytes, and not 1,024' }),
      sampleTarget({ name: 'd', url: '', failure: 'd did not start.' }),
    ],
    verdicts: [
      verdict,
      { ...verdict, metric: 'rate', verdict: 'no difference', ratio: 1, smallest_visible: 0.02 },
    ],
    runs: [1, 2, 3].flatMap((round) => [
      run('a', round, 2 + round / 10),
      run('b', round, 4 + round / 10),
      run('c', round, 2),
    ]),
    ...fields,
  })
}
