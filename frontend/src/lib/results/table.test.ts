import { expect, test } from 'vitest'
import { cellText, isNumeric, type Table, toCsv, toMarkdown } from './table'

const TABLE: Table = {
  caption: 'TTFT',
  columns: [
    { name: 'target', unit: '' },
    { name: 'TTFT p95', unit: 'ms' },
  ],
  rows: [
    ['proxy', 24.12345],
    ['a|b, "c"', null],
    ['=HYPERLINK("x")', 1234],
  ],
}

test('Markdown has three digits, its unit in the head, and hostile names as text', () => {
  expect(toMarkdown(TABLE)).toBe(
    [
      '| target | TTFT p95, ms |\n',
      '| --- | ---: |\n',
      '| proxy | 24.1 |\n',
      '| a\\|b, "c" | – |\n',
      '| =HYPERLINK("x") | 1 234 |\n',
    ].join(''),
  )
})

test('a long time is in s for readers, and in the unit of its column in a copy', () => {
  expect(cellText(850_535, 'ms')).toBe('851\u00a0s')
  expect(cellText({ value: 12_345, doubt: 'warn' }, 'ms')).toBe('12.3\u00a0s !')
  expect(cellText(850_535, 'req/s')).toBe('850\u202f535')
  const table = { ...TABLE, rows: [['a', 850_535]] }
  expect(toMarkdown(table)).toContain('| a | 850 535 |\n')
  expect(toCsv(table)).toContain('a,850535\r\n')
})

test('CSV has all digits, and no cell that a spreadsheet would run', () => {
  expect(toCsv(TABLE)).toBe(
    [
      'target,"TTFT p95, ms"\r\n',
      'proxy,24.12345\r\n',
      '"a|b, ""c""",\r\n',
      '"\'=HYPERLINK(""x"")",1234\r\n',
    ].join(''),
  )
})

test('a copy has the spaces that are on keyboards', () => {
  const table = { ...TABLE, rows: [['visible from 6\u00a0%', 1]] }
  expect(toMarkdown(table)).toContain('| visible from 6 % | 1.00 |\n')
  expect(toCsv(table)).toContain('visible from 6 %,1\r\n')
})

test('a number in doubt has its mark for people, and none for programs', () => {
  const rows: Table['rows'] = [
    ['a', { value: 24.12345, doubt: 'warn' }],
    ['b', { value: 1234, doubt: 'fail' }],
  ]
  const table = { ...TABLE, rows }
  expect(toMarkdown(table)).toContain('| a | 24.1 ! |\n| b | 1 234 ✕ |\n')
  expect(toCsv(table)).toContain('a,24.12345\r\nb,1234\r\n')
  expect(isNumeric(table, 1)).toBe(true)
})

test('a column of numbers is numeric even with gaps', () => {
  expect(isNumeric(TABLE, 0)).toBe(false)
  expect(isNumeric(TABLE, 1)).toBe(true)
})
