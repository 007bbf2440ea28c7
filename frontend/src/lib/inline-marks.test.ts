import { expect, test } from 'vitest'
import { isTooDeep } from './blocks'

const nested = (open: string, close: string, depth: number) =>
  `${open.repeat(depth)}text${close.repeat(depth)}`

test.each([
  ['emphasis', nested('*a ', ' b*', 51)],
  ['emphasis of two kinds', nested('*a _b ', ' c_ d*', 51)],
  ['strong emphasis in one run', nested('*', '*', 102)],
  ['brackets', nested('[', ']', 51)],
  ['very much emphasis that is never closed', '*a '.repeat(1001)],
])('%s is nested too deep', (_, text) => {
  expect(isTooDeep(text)).toBe(true)
})

test.each([
  ['emphasis of 50 levels', nested('*a ', ' b*', 50)],
  ['50 brackets', nested('[', ']', 50)],
  ['a strong and slanted word', nested('*', '*', 3)],
  ['emphasis that is never closed', '*a '.repeat(900)],
  ['a line across the page', `${'*'.repeat(5000)}\n${'* '.repeat(40)}`],
  ['a long list of strong words', '- **a** and *b*\n'.repeat(1000)],
  ['a long table of strong words', `| a | b |\n|---|---|\n${'| **1** | *2* |\n'.repeat(1000)}`],
  ['code', `\`\`\`\n${nested('[', ']', 500)}\n\`\`\``],
  ['escaped marks', '\\*'.repeat(2000)],
  ['names with underscores', 'first_token_seconds '.repeat(2000)],
  ['paragraphs', 'A **strong** word.\n\n'.repeat(2000)],
])('%s is drawn', (_, text) => {
  expect(isTooDeep(text)).toBe(false)
})

test('marks of code count for nothing, and those after it do', () => {
  const code = `\`\`\`\n${'*a '.repeat(2000)}\n\`\`\`\n`
  expect(isTooDeep(code)).toBe(false)
  expect(isTooDeep(code + nested('*a ', ' b*', 60))).toBe(true)
})
