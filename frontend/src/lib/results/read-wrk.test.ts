import { expect, test } from 'vitest'
import {
  sampleLatency,
  sampleRun,
  sampleTarget,
  sampleWrk,
  sampleWrkRounds,
  WRK_LATENCY,
  WRK_ONE,
} from '../../../test/results/sample-wrk'
import { doubtOf } from './doubts'
import { quantile } from './hdr'
import { headline } from './headline'
import { levelRows } from './levels-table'
import { metricOf } from './metrics'
import { openJson } from './read-report'
import type { Level, Report } from './report'
import { subjectsOf } from './subjects'
import { verdictRows } from './verdicts'

function opened(json: unknown): Report {
  const result = openJson('result.json', json)
  if (result.kind === 'refused') {
    throw new Error(result.reason)
  }
  return result.report
}

const first = (json: unknown) => opened(json).levels[0]

const answer = (json: unknown, metric = 'due_dur_p99') =>
  headline(subjectsOf([opened(json)]), metricOf(metric), null)

const checks = (json: unknown, name: string) =>
  opened(json).levels.flatMap(({ trust }) => trust.filter(({ check }) => check === name))

test('latencies of wrk2 count from the due time, and its uncorrected ones from the send', () => {
  const run = sampleRun({ uncorrected_latency_ms: sampleLatency({ p99: 1.5 }) })
  const level = first(sampleWrk({ runs: [run] }))
  expect(level?.load).toEqual({ kind: 'rate', value: 2000, arrivals: 'constant' })
  expect(level?.values.get('due_dur_p99')).toBe(2.22)
  expect(level?.values.get('due_dur_p999')).toBe(5.11)
  expect(level?.values.get('dur_p99')).toBe(1.5)
})

test('connections of wrk are users, and its latencies count from the send', () => {
  const run = sampleRun({ latency_ms: WRK_LATENCY, spectrum: [] })
  const level = first(sampleWrk({ ...WRK_ONE, runs: [run] }))
  expect(level?.load).toEqual({ kind: 'users', value: 64, arrivals: null })
  expect(level?.values.get('dur_p99')).toBe(2.22)
  expect(level?.values.has('dur_p999')).toBe(false)
  expect([...(level?.values.keys() ?? [])].filter((key) => key.startsWith('due_'))).toEqual([])
  expect(level?.histograms.size).toBe(0)
})

test('a closed loop says above all numbers what its latencies leave out', () => {
  const report = opened(sampleWrk(WRK_ONE))
  expect(report.leftOut).toEqual([
    'wrk is a closed loop, and its latencies count from the send: a user who comes while the server is slow waits longer than they say (coordinated omission).',
  ])
  const [level] = report.levels
  if (level === undefined) {
    throw new Error('no level')
  }
  expect(doubtOf(level, 'dur_p99')?.sentences).toContain(WRK_ONE.latency_meaning)
  expect(doubtOf(level, 'rps')).toBeNull()
  expect(opened(sampleWrk()).leftOut).toEqual([])
  expect(checks(sampleWrk(), 'omission')[0]?.verdict).toBe('pass')
})

test('E2E of wrk2 counts from the send, and is marked', () => {
  const level = first(
    sampleWrk({ runs: [sampleRun({ uncorrected_latency_ms: sampleLatency({ p99: 1.5 }) })] }),
  ) as Level
  expect(doubtOf(level, 'dur_p99')?.sentences[0]).toMatch(/E2E of wrk2 counts from the send/)
  expect(doubtOf(level, 'due_dur_p99')).toBeNull()
  const run = (round: number) => sampleRun({ round, uncorrected_latency_ms: sampleLatency() })
  const rounds = sampleWrk({ rounds: 2, runs: [run(1), run(2)] })
  expect(first(rounds)?.values.has('dur_p50')).toBe(false)
  expect(checks(rounds, 'omission')[0]?.verdict).toBe('pass')
})

test.each([
  [999, false, false],
  [1000, true, false],
  [9999, true, false],
  [10_000, true, true],
])('of %d latencies p99.9 is shown: %s, and p99.99: %s', (latency_count, hasP999, hasP9999) => {
  const level = first(sampleWrk({ runs: [sampleRun({ latency_count })] }))
  expect(level?.values.has('due_dur_p999')).toBe(hasP999)
  expect(level?.values.has('due_dur_p9999')).toBe(hasP9999)
  expect(level?.values.has('due_dur_p99')).toBe(true)
})

test.each([
  [1, 'A run has 1 response: p90 and p99 are the slowest of them.', 'due_dur_p90'],
  [9, 'A run has 9 responses: p90 and p99 are the slowest of them.', 'due_dur_p90'],
  [10, 'A run has 10 responses: p99 is the slowest of them.', 'due_dur_p99'],
  [99, 'A run has 99 responses: p99 is the slowest of them.', 'due_dur_p99'],
])('%d latencies are too few for a percentile', (latency_count, message, metric) => {
  const json = sampleWrk({ runs: [sampleRun(), sampleRun({ round: 2, latency_count })] })
  const level = first(json) as Level
  expect(checks(json, 'samples')[0]?.message).toBe(`${message} Give a longer --duration.`)
  expect(doubtOf(level, metric)).not.toBeNull()
  expect(doubtOf(level, 'due_dur_p50')).toBeNull()
  expect(checks(sampleWrk({ runs: [sampleRun({ latency_count: 100 })] }), 'samples')).toEqual([])
})

test.each([
  [1.59, 2, 'pass'],
  [1.6, 2, 'warn'],
  [0.79, 1, 'pass'],
  [0.8, 1, 'warn'],
])('wrk that used %d cores with %d threads is a %s', (cores, threads, verdict) => {
  const server = { window: 1000, cpu: 0 }
  const json = sampleWrk({ threads, runs: [sampleRun({ server, client: { cpu: 1, cores } })] })
  const [check] = checks(json, 'client_cpu')
  expect(check?.verdict).toBe(verdict)
  expect(check?.message).toMatch(
    new RegExp(
      `^wrk2 was busy on up to ${cores.toFixed(2)} of the ${threads} cores that it can use`,
    ),
  )
  const level = first(json) as Level
  expect(doubtOf(level, 'rps')?.verdict ?? 'pass').toBe(verdict)
  expect(doubtOf(level, 'due_dur_p50')?.verdict ?? 'pass').toBe(verdict)
  expect(doubtOf(level, 'cpu_per_100k_requests')).toBeNull()
})

test.each([
  [1079, 'pass'],
  [1080, 'warn'],
])('wrk and a server that used %d ms of CPU in a second on two cores are a %s', (cpu, verdict) => {
  const run = sampleRun({ server: { window: 1000, cpu }, client: { cpu: 1, cores: 0.52 } })
  const [check] = checks(sampleWrk({ threads: 4, runs: [run] }), 'client_cpu')
  expect(check?.verdict).toBe(verdict)
  expect(check?.message).toMatch(
    /^wrk2 was busy on up to 0\.52 of the 2 cores that it can use, and with the server on up to 1\.60 of the 2/,
  )
})

test('the CPU of wrk is the most of all runs, and unknown where no run has it', () => {
  const used = (round: number, cores: number | null) =>
    sampleRun({ round, client: { cpu: 1, cores } })
  const [check] = checks(
    sampleWrk({ runs: [used(1, 0.2), used(2, 1.9), used(3, null)] }),
    'client_cpu',
  )
  expect(check?.message).toContain('up to 1.90 of the 2 cores')
  const [unseen] = checks(sampleWrk({ runs: [sampleRun({ client: null })] }), 'client_cpu')
  expect(unseen?.verdict).toBe('unseen')
})

test('failed requests of wrk touch its latencies, and not its rate of successful ones', () => {
  const errors = { connect: 0, read: 3, write: 0, timeout: 1, status: 5000 }
  const level = first(sampleWrk({ runs: [sampleRun({ errors })] })) as Level
  expect(doubtOf(level, 'due_dur_p50')).not.toBeNull()
  expect(doubtOf(level, 'rps')).toBeNull()
})

test('the headline says how many responses were achieved of those asked', () => {
  expect(answer(sampleWrk())).toBe(
    '127.0.0.1:8080/micro/plain?bytes=1024 answered 1\u202f990 of the 2\u202f000\u00a0requests/s asked for: E2E from due p50 0.91\u00a0ms, p99 2.22\u00a0ms.',
  )
  expect(answer(sampleWrk({ ...WRK_ONE, connections_opened: 1 }), 'dur_p99')).toContain(
    'sent 1\u202f990\u00a0responses/s over 1 connection: E2E p50 0.91\u00a0ms',
  )
})

test('only responses with status 2xx or 3xx count', () => {
  const errors = { connect: 0, read: 3, write: 0, timeout: 1, status: 5000 }
  const json = sampleWrk({ runs: [sampleRun({ errors })] })
  const level = first(json)
  expect(level?.values.get('rps')).toBe(1492.5)
  expect(level?.values.get('ok')).toBe(15000)
  expect(level?.values.get('failed')).toBe(5004)
  expect(level?.failures).toEqual([
    { outcome: 'read', count: 3, example: null },
    { outcome: 'timeout', count: 1, example: null },
    { outcome: 'status other than 2xx and 3xx', count: 5000, example: null },
  ])
  expect(checks(json, 'failures')).toMatchObject([
    { verdict: 'warn', message: expect.stringContaining('25.0\u00a0% of the requests failed.') },
  ])
})

test('more failures than successes make a result that is not valid', () => {
  const errors = { connect: 0, read: 0, write: 0, timeout: 0, status: 20000 }
  const report = opened(sampleWrk({ runs: [sampleRun({ errors })] }))
  expect(report.isValid).toBe(false)
})

test.each([
  [1900, 'pass'],
  [1899, 'warn'],
])('a rate of %d of 2,000 is a %s', (rate, verdict) => {
  const found = checks(sampleWrk({ runs: [sampleRun({ rate })] }), 'load')
  expect(found.map((one) => one.verdict)).toEqual([verdict])
})

test('the spectrum of wrk2 is a distribution', () => {
  const histogram = first(sampleWrk())?.histograms.get('due_dur')
  if (histogram === undefined || !('buckets' in histogram)) {
    throw new Error('no buckets')
  }
  expect(histogram.count).toBe(20000)
  expect(histogram.buckets.map(({ count }) => count)).toEqual([1, 9999, 9800, 200])
  expect(quantile(histogram.buckets, 0.5)).toBeCloseTo(0.91e6)
  expect(quantile(histogram.buckets, 0.99)).toBeCloseTo(2.22e6)
})

test('CPU and memory of the server are those of a sweep', () => {
  const level = first(sampleWrk())
  expect(level?.values.get('cpu_per_100k_requests')).toBe(4500)
  expect(level?.values.get('peak_rss_bytes')).toBe(104857600)
})

test('several rounds have the centre that the bench computed, and each round beside it', () => {
  const [, level] = opened(sampleWrkRounds()).levels
  expect(level?.target).toBe('b')
  expect(level?.values.get('due_dur_p99')).toBe(4.44)
  expect(level?.values.has('due_dur_p90')).toBe(false)
  expect(level?.values.get('due_dur_max')).toBe(27.78)
  expect(level?.values.get('ok')).toBe(60000)
  expect(level?.rounds.map(({ values }) => values.get('due_dur_p99'))).toEqual([4.1, 4.2, 4.3])
  const histogram = level?.histograms.get('due_dur')
  expect(histogram?.count).toBe(60000)
})

test('the verdicts are in words, and a server without one says why', () => {
  const { comparison } = opened(sampleWrkRounds())
  if (comparison === null) {
    throw new Error('no comparison')
  }
  const { metrics, rows } = verdictRows(comparison)
  expect(metrics.map(({ name }) => name)).toEqual(['E2E from due p99', 'requests/s'])
  expect(rows[0]?.cells.map((cell) => cell?.words)).toEqual([
    'slower 2.00×',
    'no difference visible (smallest visible: 2\u00a0%)',
  ])
  expect(rows[0]?.load).toBe('2000 requests/s, constant')
  expect(rows[1]).toMatchObject({
    target: 'c',
    obstacle: 'No verdict: its response has 10 bytes, and not 1,024.',
  })
})

test('one round, or one server, is no comparison', () => {
  expect(opened(sampleWrk({ rounds: 3 })).comparison).toBeNull()
  expect(opened(sampleWrkRounds({ rounds: 1 })).comparison).toBeNull()
})

test('a server that was not loaded has no level, and its failure stays', () => {
  const report = opened(sampleWrkRounds())
  expect(report.levels.map(({ target }) => target)).toEqual(['a', 'b', 'c'])
  expect(report.targets.at(-1)).toEqual({ name: 'd', url: '', failure: 'd did not start.' })
})

test('a run without numbers says why, and its page opens', () => {
  const run = sampleRun({
    failure: 'the tool ended with exit status 1',
    latency_ms: null,
    rate: null,
    requests: null,
    errors: null,
    server: null,
    spectrum: [],
  })
  const json = sampleWrk({ runs: [run] })
  expect(opened(json).isValid).toBe(false)
  expect(checks(json, 'answered')[0]?.message).toBe(
    'There are no numbers: the tool ended with exit status 1.',
  )
  expect(answer(json, 'ttft_p95')).toMatch(/ has no numbers\.$/)
})

test('a failed round is left out of what is known of the others', () => {
  const runs = [sampleRun(), sampleRun({ round: 2, failure: 'it hung', requests: null })]
  const json = sampleWrk({ rounds: 2, runs })
  expect(checks(json, 'rounds')[0]?.message).toBe('Round 2 has no numbers: it hung.')
  expect(first(json)?.rounds.map(({ isValid }) => isValid)).toEqual([true, false])
})

test('wrk2 that ran no longer than it adjusts itself asks for care', () => {
  expect(checks(sampleWrk({ duration_asked_s: 10 }), 'adjusted').length).toBe(1)
  expect(checks(sampleWrk({ duration_asked_s: 11 }), 'adjusted')).toEqual([])
  expect(checks(sampleWrk({ ...WRK_ONE, duration_asked_s: 5 }), 'adjusted')).toEqual([])
})

test('the table has the percentiles of wrk2, with their names', () => {
  const { columns, rows } = levelRows(subjectsOf([opened(sampleWrk())]))
  expect(columns.map(({ name }) => name)).toEqual([
    'E2E from due p50',
    'E2E from due p75',
    'E2E from due p90',
    'E2E from due p99',
    'E2E from due p99.9',
    'E2E from due max',
    'requests/s',
    'CPU per 100,000 requests',
    'peak memory',
  ])
  expect(rows[0]?.cells[4]?.value).toBe(5.11)
})

test('the card has the tool, its options and the machine', () => {
  const report = opened(sampleWrk())
  expect(report).toMatchObject({ command: 'wrk2', tool: 'wrk2 4.0.0' })
  expect(report.options).toContainEqual(['rate', '2000'])
  expect(report.environment).toContainEqual(['cpu', 'EPYC'])
})

test('fields of the wrong type are as if they were missing', () => {
  const hostile = { ms: 'x', percentile: null, count: {} }
  const run = sampleRun({
    latency_ms: 5,
    errors: [],
    server: 'x',
    rate: 'fast',
    spectrum: [hostile],
  })
  const level = first(
    sampleWrk({ runs: [run, null, 7], targets: [sampleTarget(), 1], verdicts: 0 }),
  )
  expect([...(level?.values.keys() ?? [])]).toEqual(['ok', 'failed', 'wall'])
  const nothing = opened({ schema: 'firsttoken.wrk/1' })
  expect(nothing.levels).toEqual([])
  expect(nothing.leftOut).toEqual([
    'The file names neither a rate nor connections, so it has no level.',
  ])
})

test('more runs than the page shows are cut, and it says so', () => {
  const runs = Array.from({ length: 600 }, (_, index) => sampleRun({ round: index + 1 }))
  expect(opened(sampleWrk({ rounds: 600, runs })).leftOut).toEqual([
    'Only the first 500 of 600 runs are shown.',
  ])
})

test('negative threads, cores and CPU of a file are none', () => {
  const run = sampleRun({ client: { cpu: -1, cores: -2 }, requests: -5, rate: -1 })
  const file = sampleWrk({ threads: -2, environment: { cores: -4 }, runs: [run] })
  expect(checks(file, 'client_cpu')[0]?.message).toMatch(/^The CPU time of wrk2 is unknown/)
  const busy = sampleRun({ client: { cpu: 10, cores: 1.5 } })
  expect(
    checks(sampleWrk({ threads: -2, environment: { cores: 0 }, runs: [busy] }), 'client_cpu')[0]
      ?.message,
  ).toMatch(/^wrk2 was busy on up to 1\.50 cores\. If the server/)
  const values = first(file)?.values
  expect([...(values ?? [])].filter(([, value]) => value < 0)).toEqual([])
  expect(values?.has('rps')).toBe(false)
})
