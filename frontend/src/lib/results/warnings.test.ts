import { expect, test } from 'vitest'
import { sampleLevel, sampleResult } from '../../../test/results/sample'
import { doubtAbout, doubtOf } from './doubts'
import { openJson } from './read-report'
import type { Report } from './report'
import { beyondControlText, sortWarnings, spoils, warningsOf } from './warnings'

function reportWith(...warnings: readonly Record<string, unknown>[]): Report {
  const opened = openJson('r', sampleResult({ warnings }))
  if (opened.kind === 'refused') {
    throw new Error(opened.reason)
  }
  return opened.report
}

const warning = (code: string, fields: Record<string, unknown> = {}) => ({
  code,
  message: `${code} it is.`,
  levels: [0],
  ...fields,
})

test.each([
  [['ttft'], 'ttft_p50', true],
  [['ttft'], 'ttft_mean', true],
  [['ttft'], 'due_ttft_p50', false],
  [['ttft'], 'ttft_from_write_p50', false],
  [['ttft_p95'], 'ttft_p95', true],
  [['ttft_p95'], 'ttft_p50', false],
  [['*_p99'], 'icl_p99', true],
  [['*_p99'], 'icl_p999', true],
  [['*_p99'], 'icl_p95', false],
  [['*_p99'], 'tps', false],
  [['*_p99'], 'ttft_max', true],
  [['*_p99'], 'ttft_min', false],
  [['*_p95'], 'dur_max', true],
  [['*'], 'tps', true],
  [[], 'tps', false],
])('what spoils %j spoils %s: %s', (patterns, metric, isSpoilt) => {
  expect(spoils(patterns, metric)).toBe(isSpoilt)
})

test('the file says which warnings a reader can act on, else the page knows', () => {
  const report = reportWith(
    warning('no_warmup'),
    warning('tokens_mixed'),
    warning('tokens_mixed'),
    warning('client_pauses', { actionable: true }),
    warning('loop_delay'),
    warning('of_a_later_version', { actionable: false }),
  )
  const { toAct, beyondControl } = sortWarnings(report.warnings)
  expect(toAct.map(({ code }) => code)).toEqual(['no_warmup', 'client_pauses', 'loop_delay'])
  expect(beyondControl.map(({ code }) => code)).toEqual(['tokens_mixed', 'of_a_later_version'])
  expect(beyondControlText([report])).toBe(
    'Beyond your control: token counts from several sources, of a later version.',
  )
})

test.each([
  ['connections_closed', ['ttft'], [0], true],
  ['connections_closed', undefined, [0], false],
  ['streams_of_another_type', [], [0], false],
  // Its numbers are those that the level does not have.
  ['stamps_absent', ['lateness', 'transit', 'due_delay'], [0], false],
  ['connections_closed', ['ttft'], [7], false],
])(
  'the line of %s that spoils %j at levels %j says that it marks: %s',
  (code, names, levels, is) => {
    const line = beyondControlText([reportWith(warning(code, { spoils: names, levels }))])
    expect(line?.endsWith(' What they touch is marked.')).toBe(is)
  },
)

test('of several results each warning names its own, and one of all names them all', () => {
  const first = reportWith(warning('no_warmup'), warning('loop_delay'))
  const second = { ...reportWith(warning('loop_delay')), name: 's' }
  const messages = (...reports: readonly Report[]) =>
    warningsOf(reports).map(({ message }) => message)
  expect(messages(first)).toEqual(['no_warmup it is.', 'loop_delay it is.'])
  expect(new Set(messages(first, second))).toEqual(
    new Set(['r: no_warmup it is.', 'r, s: loop_delay it is.']),
  )
})

test('results without such warnings have no line of them', () => {
  expect(beyondControlText([reportWith(warning('no_warmup'))])).toBeNull()
})

test('a warning spoils the numbers that it names, at its levels', () => {
  const { levels } = reportWith(warning('connections_closed', { levels: [1], spoils: ['ttft'] }))
  const [first, second] = levels
  expect(doubtOf(first as never, 'ttft_p95')).toBeNull()
  expect(doubtOf(second as never, 'ttft_p95')?.sentences).toEqual(['connections_closed it is.'])
  expect(doubtOf(second as never, 'tps')).toBeNull()
})

test('a warning of a whole run spoils all its levels, and one that names no number none', () => {
  const { levels } = reportWith(
    warning('options_differ', { levels: [], spoils: ['*'] }),
    warning('not_calibrated', { levels: [] }),
  )
  expect(levels.map((level) => doubtOf(level, 'tps')?.sentences)).toEqual(
    levels.map(() => ['options_differ it is.']),
  )
})

test('a check that warns while its warnings name no number touches those of its kind', () => {
  const trust = [{ check: 'failures', verdict: 'warn', message: '1 of 60 requests failed.' }]
  const levelOf = (...warnings: readonly Record<string, unknown>[]) => {
    const opened = openJson('r', sampleResult({ levels: [sampleLevel({ trust })], warnings }))
    return (opened.kind === 'opened' ? opened.report.levels[0] : undefined) as never
  }
  const failed = warning('failed_requests', { spoils: [] })
  const unnamed = warning('many_failed', { spoils: [] })
  const many = warning('many_failed', { spoils: ['ttft'] })
  const sentences = ['1 of 60 requests failed.']
  expect(doubtOf(levelOf(failed), 'ttft_p95')?.sentences).toEqual(sentences)
  expect(doubtOf(levelOf(unnamed), 'ttft_p95')?.sentences).toEqual(sentences)
  expect(doubtOf(levelOf(unnamed, many), 'rps')).toBeNull()
  expect(doubtOf(levelOf(failed, many), 'ttft_p95')?.sentences).toEqual(sentences)
  expect(doubtOf(levelOf(failed, many), 'rps')).toBeNull()
})

test('a check says its own sentence, and its warning which numbers it touches', () => {
  const trust = [{ check: 'steal', verdict: 'warn', message: 'The host took 3 %.' }]
  const opened = openJson(
    'r',
    sampleResult({
      levels: [sampleLevel({ trust })],
      warnings: [warning('cpu_stolen', { spoils: ['*_p99'] })],
    }),
  )
  const level = opened.kind === 'opened' ? opened.report.levels[0] : undefined
  expect(doubtOf(level as never, 'ttft_p99')?.sentences).toEqual(['The host took 3 %.'])
  expect(doubtOf(level as never, 'ttft_p50')).toBeNull()
})

test('a mark names the levels once for all sentences about them, and leaves out what is too much', () => {
  const trust = ['little', 'load', 'client_cpu', 'pauses', 'steal'].map((check, index) => ({
    check,
    verdict: index === 3 ? 'fail' : 'warn',
    message: `${check} says so.`,
  }))
  const opened = openJson(
    'r',
    sampleResult({
      levels: [1, 2, 3].map((concurrency) => sampleLevel({ concurrency, trust })),
    }),
  )
  const levels = opened.kind === 'opened' ? opened.report.levels : []
  expect(doubtAbout(levels.map((level) => ({ level, metric: 'ttft_p50' })))).toEqual({
    verdict: 'fail',
    reasons: [
      {
        where: '1 user; 2 users and 1 more',
        sentences: ['little', 'load', 'client_cpu', 'pauses'].map((name) => `${name} says so.`),
      },
      { where: '', sentences: ['1 more: see the checks above.'] },
    ],
  })
})

test('a mark groups its sentences by their levels, and a warning names its own', () => {
  const check = (name: string) => ({ check: name, verdict: 'warn', message: `${name} says so.` })
  const opened = openJson(
    'r',
    sampleResult({
      levels: [
        sampleLevel({ concurrency: 1, trust: [check('little')] }),
        sampleLevel({ concurrency: 2, trust: [check('load'), check('steal')] }),
      ],
      warnings: [warning('connections_closed', { levels: [0, 1], spoils: ['ttft'] })],
    }),
  )
  const levels = opened.kind === 'opened' ? opened.report.levels : []
  expect(doubtAbout(levels.map((level) => ({ level, metric: 'ttft_p99' })))?.reasons).toEqual([
    { where: '1 user', sentences: ['little says so.'] },
    { where: '', sentences: ['connections_closed it is.'] },
    { where: '2 users', sentences: ['load says so.', 'steal says so.'] },
  ])
})
