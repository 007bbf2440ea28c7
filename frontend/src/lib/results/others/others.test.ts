import { expect, test } from 'vitest'
import {
  families,
  jsonOf,
  messages,
  OTHERS,
  only,
  opened,
  textOf,
} from '../../../../test/results/others'
import { doubtOf } from '../doubts'
import { type Raw, rawOf } from '../fields'
import { openJson, openText } from '../read-report'
import type { Level, Report } from '../report'

test.each(OTHERS)('%s opens, and says who measured it and what it lacks', (name) => {
  const report = opened(jsonOf(name))
  expect(report.command).toBeNull()
  expect(report.tool).toMatch(/^(AIPerf 0\.13\.0|guidellm 0\.8\.1|vLLM bench( 0\.33\.0)?)$/)
  expect(report.leftOut).toEqual([
    `${report.tool} measured this. The file has no distributions, rounds or seconds, and no CPU of the server.`,
  ])
  expect(report.isValid).toBe(true)
  expect(report.levels.length).toBeGreaterThan(0)
  for (const { trust } of report.levels) {
    const unseen = trust.filter(({ verdict }) => verdict === 'unseen')
    expect(unseen.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['client_cpu', 'coalesced', 'clock', 'steal']),
    )
    expect(unseen.every(({ message }) => /^\w.*\.$/.test(message))).toBe(true)
  }
})

test.each(OTHERS)('a truncated %s is a sentence', (name) => {
  const text = textOf(name)
  for (const length of [1, 100, text.length / 2, text.trimEnd().length - 1]) {
    expect(openText('file.json', text.slice(0, length))).toMatchObject({ kind: 'refused' })
  }
})

/** Every place in a parsed file, as the keys that lead there. */
function pathsOf(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) {
    return []
  }
  return Object.entries(value).flatMap(([key, child]) => [
    [key],
    ...pathsOf(child).map((path) => [key, ...path]),
  ])
}

/** A file with one place replaced, which shares all else with the original. */
function replaced(value: unknown, [key = '', ...rest]: readonly string[], by: unknown): unknown {
  const copy: unknown = Array.isArray(value) ? [...value] : { ...(value as Raw) }
  const fields = copy as Record<string, unknown>
  fields[key] = rest.length === 0 ? by : replaced(fields[key], rest, by)
  return copy
}

/** Numbers and counts of a report that can’t be. */
function impossible(report: Report): readonly string[] {
  return report.levels.flatMap(({ load, values, failures }) => [
    ...[...values].filter(([, value]) => !(value >= 0 && Number.isFinite(value))).map(String),
    ...failures.filter(({ count }) => !(count >= 0)).map(({ outcome }) => outcome),
    ...(load.value > 0 ? [] : [`load ${load.value}`]),
  ])
}

test.each(OTHERS)('%s with any place replaced is a sentence or has possible numbers', (name) => {
  const raw = jsonOf(name)
  const paths = pathsOf(raw)
  expect(paths.length).toBeGreaterThan(50)
  const wrong = paths.flatMap((path) =>
    [null, -5, 1e308, 'x', [], {}, [null], { a: {} }].flatMap((value) => {
      const result = openJson('file.json', replaced(raw, path, value))
      return result.kind === 'opened'
        ? impossible(result.report).map((text) => `${path.join('.')}: ${text}`)
        : []
    }),
  )
  expect(wrong).toEqual([])
})

/** Seconds of the run, by the file itself. */
const DURATIONS: Readonly<Record<string, (raw: Raw) => number>> = {
  'aiperf.json': ({ start_time, end_time }) =>
    (Date.parse(`${end_time}Z`) - Date.parse(`${start_time}Z`)) / 1000,
  'guidellm.json': ({ benchmarks }) => {
    const { request_start_time, request_end_time } = rawOf(
      rawOf((benchmarks as unknown[])[0]).scheduler_metrics,
    )
    return Number(request_end_time) - Number(request_start_time)
  },
  'vllm-completions.json': ({ duration }) => Number(duration),
  'vllm-chat.json': ({ duration }) => Number(duration),
}

test.each(OTHERS)('the counts of %s are its rates times its duration', (name) => {
  const raw = jsonOf(name)
  const { values } = opened(raw).levels[0] as Level
  const seconds = DURATIONS[name]?.(raw) ?? Number.NaN
  const of = (metric: string) => values.get(metric) ?? Number.NaN
  expect((of('rps') * seconds) / of('ok')).toBeCloseTo(1, 3)
  expect((of('tps') * seconds) / of('tokens')).toBeCloseTo(1, 3)
  // A time beside the rates that is not theirs would contradict them; the file's are cut to ms.
  expect(values.has('wall') ? of('wall') / 1000 : seconds).toBeCloseTo(of('ok') / of('rps'), 2)
})

test('a hostile model name is cut and turns no text around', () => {
  const model_id = `\u202e${'x'.repeat(1e6)}<script>`
  const report = opened({ ...jsonOf('vllm-chat.json'), model_id })
  const model = report.options.find(([name]) => name === 'model')?.[1] ?? ''
  expect(model.length).toBeLessThanOrEqual(300)
  expect(model).not.toContain('\u202e')
})

test('a file of a tool without a load that we know is a sentence', () => {
  const raw = { ...jsonOf('vllm-chat.json'), ramp_up_strategy: 'linear' }
  expect(openJson('file.json', raw)).toEqual({
    kind: 'refused',
    reason:
      'file.json is a file of vLLM bench, but has no run that this page can read: none names its load.',
  })
})

test('failed requests are told, and most of them make a file not valid', () => {
  const raw = jsonOf('vllm-completions.json')
  const few = only({ ...raw, completed: 90, failed: 10 })
  expect(messages(few, 'failures')).toEqual([
    '10.0\u00a0% of the requests failed: 10. No percentile includes them.',
  ])
  expect(opened({ ...raw, completed: 10, failed: 90 }).isValid).toBe(false)
  const none = opened({ ...raw, completed: 0, failed: 100 })
  expect(none.isValid).toBe(false)
  expect(families(none.levels[0] as Level)).not.toContain('ttft')
})

test.each([
  [19, 'Fewer than 20 responses, so p95 says no more than the slowest of them.'],
  [20, 'Fewer than 100 responses, so p99 says no more than the slowest of them.'],
  [100, 'There were enough responses.'],
])('%d responses are judged as by the bench', (completed, message) => {
  const level = only({ ...jsonOf('vllm-completions.json'), completed })
  expect(messages(level, 'samples')).toEqual([message])
})

test.each([
  [19, 'ttft_p90', false],
  [19, 'ttft_p95', true],
  [19, 'ttft_p99', true],
  [50, 'ttft_p90', false],
  [50, 'ttft_p95', false],
  [50, 'ttft_p99', true],
  [100, 'ttft_p99', false],
])('%d responses of guidellm put %s in doubt: %s', (successful, metric, isDoubted) => {
  const raw = jsonOf('guidellm.json')
  const path = ['benchmarks', '0', 'metrics', 'request_totals', 'successful']
  const quiet = replaced(replaced(raw, path, successful), ['benchmarks', '0', 'warnings'], [])
  expect(doubtOf(opened(quiet).levels[0] as Level, metric) !== null).toBe(isDoubted)
})

test('failed requests put the times of the others in doubt, and not the rates', () => {
  const level = only({ ...jsonOf('vllm-chat.json'), completed: 900, failed: 100 })
  expect(doubtOf(level, 'ttft_p50')?.sentences).toContain(
    '10.0\u00a0% of the requests failed: 100. No percentile includes them.',
  )
  expect(doubtOf(level, 'rps')).toBeNull()
})
