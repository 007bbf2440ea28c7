import { expect, test } from 'vitest'
import { BlockSplitter, hasDefinitions, isHugeTable, isTooDeep, withoutEmptyRow } from './blocks'

const TEXT = [
  '# Title\n\n',
  'One paragraph\nof two lines.\n\n',
  '- an item\n\n  goes on here\n\n',
  '```js\nconst a = 1\n\nconst b = 2\n```\n\n',
  '| a | b |\n|---|---|\n| 1 | 2 |\n\n\n',
  'The end.',
]

function split(text: string): readonly string[] {
  return new BlockSplitter().split(text)
}

test('blank lines separate blocks, but not inside a fence or before an indented line', () => {
  expect(split(TEXT.join(''))).toEqual(TEXT)
})

test('text that grows by one character gives the same blocks', () => {
  const splitter = new BlockSplitter()
  const text = TEXT.join('')
  let blocks: readonly string[] = []
  for (let length = 0; length <= text.length; length++) {
    blocks = splitter.split(text.slice(0, length))
    expect(blocks.join('')).toBe(text.slice(0, length))
  }
  expect(blocks).toEqual(TEXT)
})

test('a block never changes once another follows it', () => {
  const splitter = new BlockSplitter()
  const text = TEXT.join('')
  let before: readonly string[] = []
  for (let length = 0; length <= text.length; length++) {
    const blocks = splitter.split(text.slice(0, length))
    expect(blocks.slice(0, before.length - 1)).toEqual(before.slice(0, -1))
    before = blocks
  }
})

test('a fence closes only by its own kind and length', () => {
  const text = '~~~~\n```\n\n~~~\n\nstill code\n~~~~\n\nText.'
  expect(split(text)).toEqual(['~~~~\n```\n\n~~~\n\nstill code\n~~~~\n\n', 'Text.'])
})

test('code in one line is no fence', () => {
  expect(split('```a``` is code\n\nText.')).toEqual(['```a``` is code\n\n', 'Text.'])
})

test('another text starts anew', () => {
  const splitter = new BlockSplitter()
  splitter.split('```\nopen')
  expect(splitter.split('One.\n\nTwo.')).toEqual(['One.\n\n', 'Two.'])
})

test('no text has no blocks', () => {
  expect(split('')).toEqual([])
})

test('definitions of links and footnotes are found', () => {
  expect(hasDefinitions('See [a][1].\n\n[1]: https://example.com')).toBe(true)
  expect(hasDefinitions('Text.[^1]\n\n[^1]: A note.')).toBe(true)
  expect(hasDefinitions('An array a[1]: the second.')).toBe(false)
})

test('a table of 201 rows is huge, one of 199 is not', () => {
  const table = (rows: number) => `| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(rows)}`
  expect(isHugeTable(table(201))).toBe(true)
  expect(isHugeTable(table(199))).toBe(false)
  expect(isHugeTable('Many lines\n'.repeat(500))).toBe(false)
})

test.each([
  ['> '.repeat(51), true],
  ['> '.repeat(50), false],
  [`text\n${' '.repeat(102)}- item`, true],
  [`${' '.repeat(102)}code`, false],
  [`${'1. '.repeat(51)}item`, true],
])('%j is nested too deep: %s', (text, isDeep) => {
  expect(isTooDeep(text)).toBe(isDeep)
})

test.each(['|', '| ', '|  |', '|\n'])('a last row of %j is left out', (row) => {
  const table = '| a | b |\n|---|---|\n| 1 | 2 |\n'
  expect(withoutEmptyRow(table + row)).toBe(table)
})

test.each(['| a | b |\n|---|---|\n| 1', 'text\n|', '| a |\n|---|\n'])('%j stays', (text) => {
  expect(withoutEmptyRow(text)).toBe(text)
})
