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
import { openJson, openText } from '../read-report'
import type { Level } from '../report'

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

test.each(OTHERS)('%s with fields of other types is a sentence or has fewer numbers', (name) => {
  const raw = jsonOf(name)
  for (const field of Object.keys(raw)) {
    for (const value of [null, 7, 'x', [], {}, [null], { a: {} }]) {
      expect(() => openJson('file.json', { ...raw, [field]: value })).not.toThrow()
    }
  }
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
    '10.0 % of the requests failed: 10. No percentile includes them.',
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
