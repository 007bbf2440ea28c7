import { expect, test } from 'vitest'
import { sampleLevel, sampleResult } from '../../../test/results/sample'
import { countsText, countVerdicts, doubtOf, questionOf, summarizeChecks } from './doubts'
import { openJson } from './read-report'
import type { Level } from './report'

function levelWith(...trust: readonly [string, string][]): Level {
  const level = sampleLevel({
    trust: trust.map(([check, verdict]) => ({ check, verdict, message: `${check} says so.` })),
  })
  const opened = openJson('r', sampleResult({ levels: [level] }))
  const found = opened.kind === 'opened' ? opened.report.levels[0] : undefined
  if (found === undefined) {
    throw new Error('no level')
  }
  return found
}

test.each([
  ['little', 'fail', 'rps', 'fail'],
  ['loop_delay', 'warn', 'ttft_p50', 'warn'],
  ['loop_delay', 'warn', 'rps', null],
  ['coalesced', 'warn', 'icl_p99', 'warn'],
  ['coalesced', 'warn', 'ttft_p99', null],
  ['samples', 'warn', 'ttft_p99', 'warn'],
  ['samples', 'warn', 'ttft_p50', null],
  ['samples', 'warn', 'ttft_p95', null],
  ['samples', 'warn', 'ttft_max', 'warn'],
  ['not_streamed', 'warn', 'tpot_p50', 'warn'],
  ['not_streamed', 'warn', 'ttft_p50', null],
  ['streaming_unseen', 'warn', 'icl_p99', 'warn'],
  ['streaming_unseen', 'warn', 'dur_p50', null],
  ['tokens', 'warn', 'tokens', 'warn'],
  ['clock', 'warn', 'transit_p50', 'warn'],
  ['tokens', 'warn', 'tps', 'warn'],
  ['clock', 'unseen', 'transit_p50', null],
  ['answered', 'pass', 'ttft_p50', null],
  ['a_new_check', 'fail', 'ttft_p50', 'fail'],
])('the check %s with %s leaves on %s the doubt %s', (check, verdict, metric, doubt) => {
  expect(doubtOf(levelWith([check, verdict]), metric)?.verdict ?? null).toBe(doubt)
})

test.each([
  [['few_for_p95', 'few_for_p99'], 'warn'],
  [['few_for_p99'], null],
  [[], null],
])('few responses with the warnings %j leave on p95 the doubt %s', (codes, doubt) => {
  // The sentence is for people, whatever it names.
  const message = '19 responses: p95 and p99 are the slowest of them.'
  const few = sampleLevel({ trust: [{ check: 'samples', verdict: 'warn', message }] })
  const warnings = codes.map((code) => ({ code, message: code, levels: [0] }))
  const opened = openJson('r', sampleResult({ levels: [few], warnings }))
  const level = opened.kind === 'opened' ? (opened.report.levels[0] as Level) : undefined
  expect(doubtOf(level as Level, 'ttft_p95')?.verdict ?? null).toBe(doubt)
  expect(doubtOf(level as Level, 'ttft_p99')?.sentences).toEqual([message])
  expect(doubtOf(level as Level, 'ttft_p90')).toBeNull()
})

test('a failed check counts more than one that warns', () => {
  const level = levelWith(['pauses', 'warn'], ['little', 'fail'])
  expect(doubtOf(level, 'ttft_p50')).toEqual({
    verdict: 'fail',
    sentences: ['pauses says so.', 'little says so.'],
  })
})

test('checks are summed up by their worst verdict, the worst first', () => {
  const levels = [
    levelWith(['answered', 'pass'], ['pauses', 'pass']),
    levelWith(['answered', 'pass'], ['pauses', 'warn']),
  ]
  const summary = summarizeChecks(levels)
  expect(summary.map(({ check, verdict }) => [check, verdict])).toEqual([
    ['pauses', 'warn'],
    ['answered', 'pass'],
  ])
  expect(summary[0]?.findings).toEqual([{ message: 'pauses says so.', levels: [levels[1]] }])
  expect(countVerdicts(summary)).toEqual({ pass: 1, unseen: 0, warn: 1, fail: 0 })
})

test('a warning that no check judges counts as a check, once for all its sentences', () => {
  const levels = [levelWith(['samples', 'warn'], ['clock', 'unseen'])]
  const summary = summarizeChecks(levels, [
    { code: 'few_for_p95', message: 'Few for p95.' },
    { code: 'no_warmup', message: 'No warm-up.' },
    { code: 'no_warmup', message: 'No warm-up of b.' },
  ])
  expect(summary.map(({ check, verdict }) => [check, verdict])).toEqual([
    ['samples', 'warn'],
    ['no_warmup', 'warn'],
    ['clock', 'unseen'],
  ])
  expect(summary[1]?.findings.map(({ message }) => message)).toEqual([
    'No warm-up.',
    'No warm-up of b.',
  ])
  expect(questionOf('no_warmup')).toBe('No warm-up')
  expect(countsText(countVerdicts(summary))).toBe('2 ask for care, 1 could not be made')
})

test('every check of the schema has a question', async () => {
  const schema = await import('../../../../docs/result.schema.json')
  const checks: readonly string[] =
    schema.$defs.numbers.properties.trust.items.properties.check.enum
  expect(checks.filter((check) => !questionOf(check).endsWith('?'))).toEqual([])
})
