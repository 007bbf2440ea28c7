import { expect, test } from 'vitest'
import { sampleCompare } from '../../../test/results/sample'
import { openJson } from './read-report'
import type { Report } from './report'
import { answerOfComparisons } from './verdict-headline'

const [SAMPLE] = sampleCompare().verdicts as Record<string, unknown>[]

function reportWith(
  verdicts: readonly Record<string, unknown>[],
  fields: Record<string, unknown> = {},
): Report {
  const all = verdicts.map((verdict) => ({ ...SAMPLE, ...verdict }))
  const opened = openJson('compare.json', sampleCompare({ verdicts: all, ...fields }))
  if (opened.kind === 'refused') {
    throw new Error(opened.reason)
  }
  return opened.report
}

const answer = (...reports: readonly Report[]) => answerOfComparisons(reports, 'ttft_p95')
const textOf = (...reports: readonly Report[]) => answer(...reports)?.text

const SMALL = { target: 'small', ratio: 1.1, low: 1.05, high: 1.15 }
const LARGE = { target: 'large', ratio: 0.5, low: 0.4, high: 0.6, verdict: 'faster' }
const NONE = { verdict: 'no difference', ratio: 1 }

test('the largest ratio is the strongest, whichever way it goes', () => {
  expect(textOf(reportWith([SMALL, LARGE, NONE]))).toBe(
    'large is faster: 0.50 times the TTFT p50 of a at 8 users (95\u00a0%: 0.40–0.60). 2 of 3 verdicts show a difference.',
  )
})

test('a large ratio with a wide range gives way to one that is certain', () => {
  const wide = { target: 'wide', ratio: 3, low: 1.02, high: 9 }
  const certain = { target: 'certain', ratio: 1.9, low: 1.85, high: 1.95 }
  expect(textOf(reportWith([wide, certain]))).toMatch(/^certain is slower/)
})

test('a verdict that a check touches gives way to one that none does', () => {
  const doubted = { ...LARGE, doubtful_rounds: [3] }
  expect(textOf(reportWith([doubted, SMALL]))).toMatch(/^small is slower/)
  const found = answer(reportWith([doubted]))
  expect(found?.text).toMatch(/^large is faster/)
  expect(found?.doubt).toEqual({
    verdict: 'warn',
    reasons: [{ where: '', sentences: ['Round 3 is left out: a check of it failed.'] }],
  })
})

test('the floor is named only where nothing else differs', () => {
  const floor = { ...LARGE, target: 'direct' }
  expect(textOf(reportWith([floor, SMALL]))).toMatch(/^small is slower/)
  expect(textOf(reportWith([floor]))).toMatch(/^direct is faster/)
  const costly = { metric: 'cpu_per_100k_frames', target: 'small' }
  expect(textOf(reportWith([floor, costly]))).toMatch(/^small takes more CPU/)
})

test.each([
  ['cpu_per_100k_frames', 'slower', 'b takes more CPU: 1.12 times the CPU per 100,000 frames of a'],
  ['peak_rss_bytes', 'faster', 'b takes less memory: 1.12 times the peak memory of a'],
  ['rps', 'faster', 'b sends more responses: 1.12 times the requests/s of a'],
])('a verdict on %s says what is %s', (metric, verdict, start) => {
  expect(textOf(reportWith([{ metric, verdict }]))?.startsWith(start)).toBe(true)
})

test('without a difference the answer says how small one would have been seen', () => {
  const finest = { ...NONE, metric: 'rps', smallest_visible: 0.031 }
  expect(textOf(reportWith([{ ...NONE, smallest_visible: 0.2 }, finest]))).toBe(
    'No difference from a is visible. The smallest that would be: 4\u00a0% of requests/s at 8 users.',
  )
})

test('an answer that can’t be given says why', () => {
  const few = { ...NONE, smallest_visible: null }
  expect(textOf(reportWith([few]))).toBe('There are too few rounds to tell a difference from a.')
  expect(textOf(reportWith([{ ...few, below_measurement_error: true }]))).toBe(
    'No difference from a is larger than the measurement error.',
  )
  expect(textOf(reportWith([]))).toBe(
    'There is no verdict against a: too few rounds, or nothing to compare.',
  )
})

test('a comparison of other times says so first', () => {
  const report = reportWith([SMALL], { measured_at_different_times: true })
  expect(textOf(report)).toMatch(/^Measured at different times: small is slower/)
})

test('two comparisons are named by their files', () => {
  const second = { ...reportWith([LARGE]), name: 'second.json' }
  expect(textOf(reportWith([SMALL]), second)).toMatch(
    /^compare\.json: small is slower.* second\.json: large is faster/,
  )
})

test('results that are no comparison have no such answer', () => {
  expect(answer({ ...reportWith([]), comparison: null })).toBeNull()
})

const COSTLY = { metric: 'cpu_per_100k_frames', ratio: 3, low: 2.9, high: 3.1 }

test('the metric that is asked for leads, with its values, and the clearest difference follows', () => {
  const report = reportWith([{ metric: 'ttft_p50' }, COSTLY])
  expect(textOf(report)).toBe(
    'b is slower: 1.12 times the TTFT p50 of a at 8 users (95\u00a0%: 1.08–1.17; 22.4\u00a0ms against 20.0\u00a0ms). The clearest difference: b takes more CPU: 3.00 times the CPU per 100,000 frames of a at 8 users (95\u00a0%: 2.90–3.10). 2 of 2 verdicts show a difference.',
  )
  expect(answerOfComparisons([report], 'cpu_per_100k_frames')?.text).toMatch(
    /^b takes more CPU: [^:]*\(95\u00a0%: 2\.90–3\.10\)\. 2 of 2/,
  )
})

test('without a difference in TTFT the answer says so before the clearest', () => {
  expect(textOf(reportWith([NONE, COSTLY]))).toMatch(
    /^No difference in TTFT p50 is visible\. The clearest difference: b takes more CPU: 3\.00 times/,
  )
})

test('a ratio that is not that of the two values says what each is of', () => {
  expect(textOf(reportWith([{ ratio: 1.3, low: 1.2, high: 1.4 }]))).toMatch(
    /^b is slower: 1\.30 times, by the mean of the rounds, the TTFT p50 of a at 8 users \(95\u00a0%: 1\.20–1\.40; all rounds together: 22\.4\u00a0ms against 20\.0\u00a0ms\)\./,
  )
})
