import { expect, test } from 'vitest'
import {
  sampleCompare,
  sampleLevel,
  sampleResult,
  sampleRounds,
} from '../../../test/results/sample'
import { MAX_FILE_BYTES, openJson, openText, problemOfSize } from './read-report'
import type { Report } from './report'

function opened(json: unknown, compare: unknown = null): Report {
  const result = openJson('result.json', json, compare)
  if (result.kind === 'refused') {
    throw new Error(result.reason)
  }
  return result.report
}

function reason(text: string, name = 'result.json'): string {
  const result = openText(name, text)
  return result.kind === 'refused' ? result.reason : 'was opened'
}

test('a result has its levels, rounds and checks', () => {
  const report = opened(
    sampleResult({ levels: [sampleLevel({ rounds: sampleRounds(22, 24, 26) })] }),
  )
  const [level] = report.levels
  expect(level?.load).toEqual({ kind: 'users', value: 8, arrivals: null })
  expect(level?.values.get('ttft_p95')).toBe(24)
  expect(level?.values.get('cpu_per_100k_frames')).toBe(900)
  expect(level?.rounds.map(({ values }) => values.get('ttft_p95'))).toEqual([22, 24, 26])
  expect(level?.trust).toEqual([
    { check: 'answered', verdict: 'pass', message: '60 requests were sent.' },
  ])
})

test('a level of the open model has a rate', () => {
  const level = sampleLevel({ concurrency: null, rate: 20, arrivals: 'constant' })
  expect(opened(sampleResult({ levels: [level] })).levels[0]?.load).toEqual({
    kind: 'rate',
    value: 20,
    arrivals: 'constant',
  })
})

test('a series is read by its columns, with the values that are there', () => {
  const series = {
    t_ms: [0, 1000],
    width_ms: [1000, 1370],
    rps: [7, 8],
    ttft_p95: [15, null],
    errors: [0, 1],
  }
  const [level] = opened(sampleResult({ levels: [sampleLevel({ series })] })).levels
  expect(level?.series).toEqual([
    {
      atMs: 0,
      widthMs: 1000,
      values: new Map([
        ['rps', 7],
        ['ttft_p95', 15],
        ['errors', 0],
      ]),
    },
    {
      atMs: 1000,
      widthMs: 1370,
      values: new Map([
        ['rps', 8],
        ['errors', 1],
      ]),
    },
  ])
})

test('a moment that no run can have is left out', () => {
  const series = { t_ms: [0, -5, 1e300, 2000], width_ms: [1000, 1000, 1000, 1e300] }
  const [level] = opened(sampleResult({ levels: [sampleLevel({ series })] })).levels
  expect(level?.series.map(({ atMs }) => atMs)).toEqual([0])
})

test('the slowest requests keep their offsets', () => {
  const slow = {
    t_ms: 12,
    ttft: 3,
    dur: 100,
    tokens: 9,
    longest_gap: 40,
    longest_gap_at: 50,
    offsets_ms: [3, 50, 90, 100],
  }
  const [level] = opened(sampleResult({ levels: [sampleLevel({ slowest: [slow] })] })).levels
  expect(level?.slowest[0]).toMatchObject({ duration: 100, offsets: [3, 50, 90, 100] })
})

test('a result takes its comparison along', () => {
  const report = opened(sampleResult({ command: 'compare' }), sampleCompare())
  expect(report.comparison?.verdicts.map(({ verdict }) => verdict)).toEqual([
    'slower',
    'no difference',
  ])
})

test('a comparison alone has the values of its targets', () => {
  const report = opened(sampleCompare())
  expect(report.levels.map(({ target, values }) => [target, values.get('ttft_p50')])).toEqual([
    ['a', 20],
    ['b', 22.4],
  ])
  expect(report.leftOut[0]).toContain('comparison alone')
})

test.each([
  ['an empty file', '', /is empty\./],
  ['a truncated file', JSON.stringify(sampleResult()).slice(0, 400), /or its end is missing/],
  ['HTML', '<!doctype html>', /is not JSON/],
  ['a list', '[1]', /no result of \.\/bench/],
  [
    'a result of an unknown tool',
    '{"benchmarks":[]}',
    /results of AIPerf, guidellm and vLLM bench/,
  ],
  ['a later format', '{"schema":"firsttoken.result/9"}', /has the format firsttoken\.result\/9/],
])('%s is a sentence', (_, text, sentence) => {
  expect(reason(text)).toMatch(sentence)
  expect(reason(text)).toMatch(/^result\.json .*\.$/)
})

test('a file of 200 MB is a sentence before it is read', () => {
  expect(problemOfSize('huge.json', 200_000_000)).toMatch(/^huge\.json has 191\u00a0MiB/)
  expect(problemOfSize('largest.json', MAX_FILE_BYTES)).toBeNull()
})

test('a hostile name is cut, and turns no text around', () => {
  const name = `\u202e${'x'.repeat(5000)}<script>`
  expect(reason('', name).length).toBeLessThan(200)
  expect(reason('', name)).not.toContain('\u202e')
  const options = { model: name }
  const model = opened(sampleResult({ options })).options.find(([key]) => key === 'model')?.[1]
  expect(model?.length).toBeLessThanOrEqual(300)
  expect(model).not.toContain('\u202e')
})

test('fields of the wrong type are as if they were missing', () => {
  const level = sampleLevel({
    ttft_p95: '24',
    rounds: 'many',
    trust: [null, { check: 1 }, { check: 'little', verdict: 'maybe' }],
    histograms: { ttft: { count: 1, hdr: 5 } },
    series: { t_ms: 'x' },
    slowest: [{}],
    failures: [],
    finish_reasons: null,
  })
  const [read] = opened(sampleResult({ levels: [level, 7, {}], warnings: {} })).levels
  expect(read?.values.has('ttft_p95')).toBe(false)
  expect(read).toMatchObject({ rounds: [], trust: [], series: [], slowest: [], failures: [] })
  expect(read?.histograms.size).toBe(0)
})

test('too many levels are cut, and the page says so', () => {
  const levels = Array.from({ length: 700 }, () => sampleLevel())
  const report = opened(sampleResult({ levels }))
  expect(report.levels.length).toBe(500)
  expect(report.leftOut).toEqual(['Only the first 500 of 700 levels are shown.'])
})

test('a negative count, time or rate is none, and a time between two clocks may be negative', () => {
  const level = sampleLevel({
    ttft_p95: -1,
    rps: -2,
    transit_p50: -0.001,
    finish_reasons: { stop: -3, length: 4 },
    failures: { cut: { count: -1, example: null } },
    server: { cpu_per_100k_frames: -5 },
    slowest: [{ dur: -1 }, { dur: 5, ttft: -1 }],
  })
  const [read] = opened(sampleResult({ levels: [level] })).levels
  expect(read?.values.has('ttft_p95')).toBe(false)
  expect(read?.values.has('rps')).toBe(false)
  expect(read?.values.get('transit_p50')).toBe(-0.001)
  expect(read?.values.has('cpu_per_100k_frames')).toBe(false)
  expect(read?.finishReasons).toEqual([['length', 4]])
  expect(read?.failures).toEqual([])
  expect(read?.slowest.map(({ duration, ttft }) => [duration, ttft])).toEqual([[5, null]])
})

test('the loads in sentences of a comparison are words', () => {
  const notes = [{ code: 'x', message: 'Rounds are left out: b at c=1 (1 of 2), b at r=2.5/s.' }]
  expect(opened(sampleCompare({ notes })).comparison?.notes).toEqual([
    'Rounds are left out: b at 1 user (1 of 2), b at 2.5 requests/s.',
  ])
})
