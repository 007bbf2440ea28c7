import { deflateSync } from 'node:zlib'

/** A level as the bench writes it, with these fields changed. */
export function sampleLevel(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    concurrency: 8,
    rate: null,
    arrivals: null,
    target: 'default',
    sent: 60,
    ok: 60,
    failed: 0,
    aborted: 0,
    wall: 5000,
    rps: 12,
    tps: 2400,
    ttft_p50: 20,
    ttft_p95: 24,
    ttft_p99: 30,
    icl_p50: 5,
    icl_p99: 6.5,
    tokens_from: 'usage',
    trust: [{ check: 'answered', verdict: 'pass', message: '60 requests were sent.' }],
    failures: {},
    finish_reasons: { stop: 60 },
    server: { cpu_per_100k_frames: 900, peak_rss_bytes: 104857600 },
    histograms: {},
    series: null,
    slowest: [],
    ...fields,
  }
}

/** A result of a sweep of 1, 8 and 32 users, with these fields changed. */
export function sampleResult(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    schema: 'firsttoken.result/1',
    command: 'sweep',
    started_at: '2026-11-29T16:40:00Z',
    partial: false,
    valid: true,
    levels: [
      sampleLevel({ concurrency: 1, ttft_p95: 21, tps: 190 }),
      sampleLevel(),
      sampleLevel({ concurrency: 32, ttft_p95: 80, tps: 5100 }),
    ],
    failures: {},
    warnings: [],
    calibration: null,
    options: { url: 'http://127.0.0.1:8080/v1/chat/completions', model: 'qwen3', total: 60 },
    environment: { cpu: 'EPYC', cores: 2, commit: '0123456789abcdef' },
    ...fields,
  }
}

/** A level of plain requests, which have no tokens and no content events. */
export function sampleMicroLevel(fields: Record<string, unknown> = {}): Record<string, unknown> {
  const { tps, ttft_p50, ttft_p95, ttft_p99, icl_p50, icl_p99, tokens_from, ...level } =
    sampleLevel()
  return {
    ...level,
    kind: 'micro',
    rps: 52000,
    ttfb_p50: 0.12,
    ttfb_p95: 0.4,
    ttfb_p99: 0.9,
    dur_p50: 0.13,
    dur_p95: 0.5,
    server: { cpu_per_100k_requests: 1700, cpu_per_100k_frames: null, peak_rss_bytes: 104857600 },
    ...fields,
  }
}

/** Rounds with these values of TTFT p95. */
export function sampleRounds(...values: number[]): unknown[] {
  return values.map((value, index) => ({
    round: index + 1,
    valid: true,
    doubt: null,
    ttft_p95: value,
  }))
}

/** A comparison of `b` with `a` at 8 users. */
export function sampleCompare(fields: Record<string, unknown> = {}): Record<string, unknown> {
  const verdict = {
    metric: 'ttft_p50',
    level: 'c=8',
    target: 'b',
    reference: 'a',
    ratio: 1.12,
    low: 1.08,
    high: 1.17,
    verdict: 'slower',
    smallest_visible: 0.04,
    below_measurement_error: false,
    pairs: 10,
    doubtful_rounds: [],
    warnings: [],
  }
  return {
    schema: 'firsttoken.compare/1',
    started_at: '2026-11-29T16:40:00Z',
    machine: 'EPYC, 2 cores',
    mode: 'synthetic',
    reference: 'a',
    rounds: 10,
    measured_at_different_times: false,
    targets: [
      {
        name: 'a',
        url: 'http://a',
        start_ms: 1,
        failure: null,
        levels: [{ level: 'c=8', ttft_p50: 20 }],
      },
      {
        name: 'b',
        url: 'http://b',
        start_ms: 1,
        failure: null,
        levels: [{ level: 'c=8', ttft_p50: 22.4 }],
      },
    ],
    verdicts: [
      verdict,
      {
        ...verdict,
        metric: 'cpu_per_100k_frames',
        ratio: 1.01,
        low: 0.97,
        high: 1.05,
        verdict: 'no difference',
        smallest_visible: 0.06,
      },
    ],
    expectations: [],
    notes: [],
    warnings: [],
    ...fields,
  }
}

/**
 * An HdrHistogram of encoding V2 with three digits, compressed, in Base64.
 *
 * @param entries counts, and negative numbers that skip so many of them
 */
export function encodeHistogram(entries: readonly number[]): string {
  const counts = entries.flatMap(varint)
  const plain = Buffer.alloc(40 + counts.length)
  plain.writeInt32BE(0x1c849313, 0)
  plain.writeInt32BE(counts.length, 4)
  plain.writeInt32BE(3, 12)
  plain.writeBigInt64BE(1n, 16)
  plain.writeBigInt64BE(3_600_000_000_000n, 24)
  plain.writeDoubleBE(1, 32)
  plain.set(counts, 40)
  const packed = deflateSync(plain)
  const outer = Buffer.alloc(8 + packed.length)
  outer.writeInt32BE(0x1c849314, 0)
  outer.writeInt32BE(packed.length, 4)
  outer.set(packed, 8)
  return outer.toString('base64')
}

function varint(entry: number): number[] {
  let rest = entry < 0 ? -2n * BigInt(entry) - 1n : 2n * BigInt(entry)
  const bytes: number[] = []
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  return [...bytes, Number(rest)]
}
