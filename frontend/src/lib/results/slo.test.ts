import { expect, test } from 'vitest'
import { sampleLevel, sampleResult, sampleRounds } from '../../../test/results/sample'
import { headline } from './headline'
import { metricOf } from './metrics'
import { openJson } from './read-report'
import {
  capacityOf,
  capacityText,
  defaultLimit,
  givenLimit,
  limitSteps,
  parseObjective,
} from './slo'
import { type Subject, subjectsOf } from './subjects'

function subject(levels: readonly Record<string, unknown>[]): Subject {
  const opened = openJson('r.json', sampleResult({ levels }))
  const [one] = opened.kind === 'opened' ? subjectsOf([opened.report]) : []
  if (one === undefined) {
    throw new Error('no subject')
  }
  return one
}

const at = (concurrency: number, p95: number, fields: Record<string, unknown> = {}) =>
  sampleLevel({ concurrency, ttft_p95: p95, ...fields })

const answer = (levels: readonly Record<string, unknown>[], limit: number) =>
  capacityText(capacityOf(subject(levels), 'ttft_p95', limit))

test('the limit lies between the last load that holds and the next', () => {
  expect(answer([at(1, 20), at(8, 25), at(16, 90)], 50)).toBe(
    'holds it up to 8 users: the limit lies between 8 and 16 users',
  )
})

test('a limit that no load misses is held by all that were measured', () => {
  expect(answer([at(1, 20), at(8, 25)], 50)).toBe('holds it at every load measured, up to 8 users')
})

test('a limit that the lowest load misses is held by none', () => {
  expect(answer([at(2, 60), at(8, 90)], 50)).toBe(
    'does not hold it at 2 users, the lowest load measured',
  )
})

test('a load above one that misses does not count', () => {
  expect(answer([at(1, 20), at(8, 90), at(16, 30)], 50)).toContain('up to 1 user')
})

test('rounds on both sides of a limit can’t be judged', () => {
  const levels = [at(1, 20), at(8, 49, { rounds: sampleRounds(40, 49, 60) })]
  expect(answer(levels, 50)).toBe(
    'holds it up to 1 user, and can’t be judged at 8 users: the rounds lie on both sides of the limit. All rounds together hold it up to 8 users, but their 95\u00a0% interval does not',
  )
})

test('loads that the result judges by their value alone are named, up to the first that misses', () => {
  const wide = { rounds: sampleRounds(40, 49, 60) }
  const levels = [at(1, 20), at(8, 45, wide), at(16, 49, wide), at(32, 51, wide), at(64, 30)]
  expect(capacityOf(subject(levels), 'ttft_p95', 50).seems?.level.load.value).toBe(16)
  expect(headline([subject(levels)], metricOf('ttft_p95'), 50)).toMatch(
    /there\. All rounds together hold it up to 16 users, but their 95\u00a0% interval does not\.$/,
  )
  expect(answer([at(1, 20), at(8, 51, wide)], 50)).toMatch(/both sides of the limit$/)
})

test('a level that failed a check holds nothing', () => {
  const trust = [{ check: 'little', verdict: 'fail', message: 'Broken.' }]
  expect(answer([at(1, 20), at(8, 25, { trust })], 50)).toBe(
    'holds it up to 1 user, and can’t be judged at 8 users: a check failed',
  )
})

test('a metric that no level has is said so', () => {
  expect(capacityText(capacityOf(subject([at(1, 20)]), 'ttfo_p95', 50))).toBe('has no such number')
})

test.each([
  ['ttft:p95<300ms', { metric: 'ttft_p95', millis: 300 }],
  ['e2e:p50<2s', { metric: 'dur_p50', millis: 2000 }],
  ['ttft:p99.9<1.5s', { metric: 'ttft_p999', millis: 1500 }],
  ['error<1%', null],
  ['goodput>95%', null],
])('the objective %s is %j', (objective, limit) => {
  expect(parseObjective(objective)).toEqual(limit)
})

test('the run’s own limit is found', () => {
  const slo = [{ objective: 'ttft:p95<40ms', met: true, value: 20 }]
  expect(givenLimit([subject([at(1, 20, { slo })])], 'ttft_p95')).toBe(40)
  expect(givenLimit([subject([at(1, 20, { slo })])], 'ttft_p50')).toBeNull()
})

test('the slider has round numbers around the values, and the given one', () => {
  const steps = limitSteps([20, 90], [37])
  expect(steps).toEqual([15, 20, 25, 30, 37, 40, 50, 60, 80, 100, 120])
  expect(defaultLimit(steps, [20, 90])).toBe(100)
  expect(limitSteps([], [37])).toEqual([])
})

test('the headline answers a limit with a load and a throughput', () => {
  const subjects = [subject([at(1, 20, { tps: 190 }), at(16, 250, { tps: 412 }), at(32, 900)])]
  expect(headline(subjects, metricOf('ttft_p95'), 300)).toBe(
    'qwen3 holds TTFT p95 under 300\u00a0ms up to 16 users; 412\u00a0tokens/s there.',
  )
})

test('without a limit the headline says what was seen', () => {
  const subjects = [subject([at(1, 20), at(32, 90, { tps: 5100 })])]
  expect(headline(subjects, metricOf('ttft_p95'), null)).toBe(
    'qwen3 has TTFT p95 of 20.0\u00a0ms at 1 user and 90.0\u00a0ms at 32 users, with 5\u202f100\u00a0tokens/s.',
  )
})

test('a headline says why the lowest load does not hold a limit', () => {
  const rounds = sampleRounds(20, 30, 60)
  const line = (levels: readonly Record<string, unknown>[]) =>
    headline([subject(levels)], metricOf('ttft_p95'), 40)
  expect(line([at(1, 90)])).toBe(
    'qwen3 does not hold TTFT p95 under 40\u00a0ms: it is 90.0\u00a0ms at 1 user, the lowest load measured.',
  )
  expect(line([at(1, 30, { rounds })])).toBe(
    'qwen3 is not sure to hold TTFT p95 under 40\u00a0ms: it is 30.0\u00a0ms at 1 user, and the rounds lie on both sides. All rounds together hold it up to 1 user, but their 95\u00a0% interval does not.',
  )
})

const failedAt = (concurrency: number) =>
  sampleLevel({ concurrency, ok: 0, failed: 60, ttft_p95: null, tps: null })

test('a load where every request failed holds nothing', () => {
  expect(answer([at(16, 20), failedAt(32)], 50)).toBe(
    'holds it up to 16 users, and can’t be judged at 32 users: no response succeeded',
  )
  expect(answer([failedAt(1), at(2, 20)], 50)).toBe(
    'can’t be judged at 1 user: no response succeeded',
  )
  expect(headline([subject([at(16, 20), failedAt(32)])], metricOf('ttft_p95'), 50)).toBe(
    'qwen3 holds TTFT p95 under 50\u00a0ms up to 16 users; 2\u202f400\u00a0tokens/s there; at 32 users no response succeeded.',
  )
})

test('a headline marks what a failed check touches', () => {
  const trust = [{ check: 'little', verdict: 'fail', message: 'Broken.' }]
  const line = headline([subject([at(1, 20), at(8, 90, { trust })])], metricOf('ttft_p95'), null)
  expect(line).toBe(
    'qwen3 has TTFT p95 of 20.0\u00a0ms at 1 user and 90.0\u00a0ms at 8 users (a check failed).',
  )
})

test('very many values have steps and a limit', () => {
  const values = Array.from({ length: 300_000 }, (_, index) => index + 1)
  expect(defaultLimit(limitSteps(values, []), values)).toBe(300_000)
})

test('a rate has its unit once', () => {
  expect(headline([subject([at(1, 20, { tps: 5100 })])], metricOf('tps'), null)).toBe(
    'qwen3 has tokens/s of 5\u202f100 at 1 user.',
  )
  expect(metricOf('rps').unit).toBe('')
})

test('a headline names every target without a value, and counts those that it leaves out', () => {
  const good = subject([at(1, 20)])
  const bad = { ...subject([failedAt(1)]), name: 'broken' }
  const line = headline([bad, good, good, good, good, good], metricOf('ttft_p95'), 300)
  expect(line).toMatch(/^broken has no value of TTFT p95\. qwen3 holds/)
  expect(line).toMatch(/… and 2 more: see the table\.$/)
})

test('a headline without values says so', () => {
  expect(headline([], metricOf('ttft_p95'), 300)).toBe('No level has a value of TTFT p95.')
})
