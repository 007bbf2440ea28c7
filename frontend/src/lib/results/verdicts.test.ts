import { expect, test } from 'vitest'
import { sampleCompare } from '../../../test/results/sample'
import { openJson } from './read-report'
import type { Comparison } from './report'
import { verdictRows, verdictTable } from './verdicts'

function rows(verdicts: readonly Record<string, unknown>[]) {
  const [first] = sampleCompare().verdicts as Record<string, unknown>[]
  const opened = openJson(
    'c',
    sampleCompare({ verdicts: verdicts.map((fields) => ({ ...first, ...fields })) }),
  )
  if (opened.kind === 'refused' || opened.report.comparison === null) {
    throw new Error('no comparison')
  }
  return verdictRows(opened.report.comparison).rows
}

const word = (fields: Record<string, unknown>) => rows([fields])[0]?.cells[0]

test('a difference has a word, a factor, a range and the smallest that is visible', () => {
  expect(word({})).toMatchObject({
    words: 'slower 1.12×',
    tone: 'worse',
    range: '95\u00a0%: 1.08–1.17; visible from 4\u00a0%',
  })
  expect(word({ smallest_visible: null })?.range).toBe('95\u00a0%: 1.08–1.17')
})

test.each([
  [{ ratio: 1.03, smallest_visible: 0.04 }, false],
  [{ ratio: 3.76, smallest_visible: 3.01 }, false],
  [{ ratio: 1.05, smallest_visible: 0.04 }, true],
  [{ ratio: 0.5, smallest_visible: 0.6 }, true],
  [{ ratio: 0.5, smallest_visible: 1.2 }, false],
])('a difference of %j names the smallest visible one: %s', (fields, isNamed) => {
  expect(word(fields)?.range?.includes('visible from')).toBe(isNamed)
})

test.each([
  [1.27, 2.78, 'by itself, 95\u00a0%: 1.27–2.78'],
  [0.5, 0.9, 'by itself, 95\u00a0%: 0.50–0.90'],
  [0.97, 1.05, '95\u00a0%: 0.97–1.05'],
])('without a difference a range from %d to %d reads %s', (low, high, range) => {
  expect(word({ verdict: 'no difference', low, high })?.range).toBe(range)
})

test('both ends of a range have as many digits as tell them apart', () => {
  expect(word({ low: 1.0185, high: 1.0234 })?.range).toMatch(/^95\u00a0%: 1\.0185–1\.0234;/)
  expect(word({ low: 1.0031, high: 1.12 })?.range).toMatch(/^95\u00a0%: 1\.0031–1\.1200;/)
  expect(word({ low: 1.0031, high: 29.9 })?.range).toMatch(/^95\u00a0%: 1\.0031–29\.9;/)
})

test('a range near 1 shows on which side of it its ends are', () => {
  expect(word({ low: 0.99551, high: 0.99949 })?.range).toMatch(/^95\u00a0%: 0\.9955–0\.9995;/)
})

test.each([
  ['cpu_per_100k_frames', 'faster', 'less CPU 1.12×', 'better'],
  ['cpu_per_100k_requests', 'slower', 'more CPU 1.12×', 'worse'],
  ['rps', 'slower', 'fewer responses 1.12×', 'worse'],
])('%s that is %s reads %s', (metric, verdict, words, tone) => {
  expect(word({ metric, verdict })).toMatchObject({ words, tone })
})

test.each([
  [0.0061, '0.7\u00a0%'],
  [0.0099, '1\u00a0%'],
  [0.06, '6\u00a0%'],
  [0.061, '7\u00a0%'],
  [3, '300\u00a0%'],
])('no difference, with %d visible, has no tone and says %s', (visible, text) => {
  expect(word({ verdict: 'no difference', smallest_visible: visible })).toMatchObject({
    words: `no difference visible (smallest visible: ${text})`,
    tone: 'none',
  })
})

test('the table to copy has the smallest visible difference', () => {
  const opened = openJson('c', sampleCompare())
  const comparison = opened.kind === 'opened' ? opened.report.comparison : null
  const { columns, rows: copied } = verdictTable(comparison as Comparison)
  const place = columns.findIndex(({ name }) => name === 'smallest visible, %')
  expect(copied.map((cells) => cells[place])).toEqual([4, 6])
})

test.each([
  [{ smallest_visible: 10 }, 'too few rounds to tell'],
  [{ smallest_visible: null }, 'too few rounds to tell'],
  [{ below_measurement_error: true }, 'no difference: below the measurement error'],
])('%j reads %s', (fields, words) => {
  expect(word({ verdict: 'no difference', ...fields })?.words).toBe(words)
})

test('each target and load has a row, with a cell for each metric', () => {
  const found = rows([{}, { metric: 'rps' }, { level: 'c=32' }])
  expect(found.map(({ target, load, cells }) => [target, load, cells.length])).toEqual([
    ['b', '8 users', 2],
    ['b', '32 users', 2],
  ])
  expect(found[1]?.cells[1]).toBeNull()
})
