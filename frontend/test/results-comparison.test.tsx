import { screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { useResults } from '../src/features/results/results-store'
import { FakeProxy } from './fake-proxy'
import { closeAll, file, openResults } from './results/open'
import { sampleCompare, sampleLevel, sampleResult } from './results/sample'

let proxy: FakeProxy

beforeEach(() => {
  proxy = new FakeProxy()
  closeAll()
})

afterEach(() => {
  proxy.uninstall()
  location.hash = ''
})

test('a comparison has its verdicts in words, and colour only for a difference', async () => {
  await openResults(file('compare.json', sampleCompare()))
  const verdicts = await screen.findByTestId('verdicts')
  expect(within(verdicts).getByText('slower 1.12×')).toHaveClass('is-worse')
  expect(within(verdicts).getByText('no difference visible (smallest visible: 6 %)')).toHaveClass(
    'is-none',
  )
  const table = within(verdicts).getByRole('table')
  const sentence = within(verdicts).getByText(/corrected for their number \(Holm\)/)
  expect(sentence.compareDocumentPosition(table)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
  // On a phone the table is a list of blocks, without the heads of its columns.
  const cells = [...table.querySelectorAll('.verdict-cell')]
  expect(cells.map((cell) => cell.querySelector('.cell-metric')?.textContent)).toEqual([
    'TTFT p50',
    'CPU per 100,000 frames',
  ])
  const roles = [...table.querySelectorAll('thead, tbody, tr, th, td')].map((part) => [
    part.localName,
    part.getAttribute('role'),
  ])
  expect(table).toHaveAttribute('role', 'table')
  expect(new Set(roles.map((pair) => pair.join(' ')))).toEqual(
    new Set([
      'thead rowgroup',
      'tbody rowgroup',
      'tr row',
      'th columnheader',
      'th rowheader',
      'td cell',
    ]),
  )
})

test('a verdict has its doubts beside it, and a target without one says why', async () => {
  const compare = sampleCompare()
  const [first, second] = compare.verdicts as Record<string, unknown>[]
  const [a, b] = compare.targets as Record<string, unknown>[]
  const obstacle = { code: 'other_work', message: 'There is no verdict on c at c=8.' }
  const user = await openResults(
    file('compare.json', {
      ...compare,
      targets: [a, b, { ...b, name: 'c', levels: [{ level: 'c=8', ttft_p50: 20, obstacle }] }],
      verdicts: [
        { ...first, doubtful_rounds: [3, 7], warnings: ['loop_delay'] },
        { ...second, warnings: ['loop_delay'] },
      ],
      warnings: [
        { code: 'loop_delay', message: 'The event loops ran late.', places: ['b at c=8'] },
      ],
    }),
  )
  const verdicts = await screen.findByTestId('verdicts')
  const [doubted, ...others] = within(verdicts).getAllByRole('button', { name: /asks for care/ })
  expect(others).toEqual([])
  await user.click(doubted as HTMLElement)
  expect(
    within(verdicts).getByText('Rounds 3, 7 are left out: a check of each failed.'),
  ).toBeVisible()
  expect(within(verdicts).getByText('The event loops ran late.')).toBeVisible()
  expect(within(verdicts).getByText('There is no verdict on c at 8 users.')).toBeVisible()
})

test('a comparison opens with its verdict on TTFT, and its verdicts stand before the charts', async () => {
  await openResults(file('compare.json', sampleCompare()))
  const answer = await screen.findByTestId('headline')
  expect(answer).toHaveTextContent(
    'b is slower: 1.12 times the TTFT p50 of a at 8 users (95 %: 1.08–1.17; 22.4 ms against 20.0 ms). 1 of 2 verdicts shows a difference.',
  )
  expect(screen.getByTestId('seen')).toHaveTextContent('a has TTFT p50 of 20.0 ms at 8 users')
  const parts = ['headline', 'seen', 'trust', 'verdicts', 'chart-load'].map((id) =>
    screen.getByTestId(id),
  )
  for (const [index, part] of parts.slice(1).entries()) {
    const before = parts[index] as HTMLElement
    expect(before.compareDocumentPosition(part)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
  }
})

test('the doubts about the strongest verdict stand at the answer', async () => {
  const compare = sampleCompare()
  const [first] = compare.verdicts as Record<string, unknown>[]
  const verdicts = [{ ...first, doubtful_rounds: [3] }]
  await openResults(file('compare.json', { ...compare, verdicts }))
  const answer = await screen.findByTestId('headline')
  const mark = within(answer).getByRole('button', { name: /A check asks for care/ })
  expect(mark).toHaveAccessibleDescription('Round 3 is left out: a check of it failed.')
})

test('a comparison alone is not valid where one of its levels is not', async () => {
  const obstacle = { code: 'level_not_valid', message: 'There is no verdict on b at c=8.' }
  const compare = sampleCompare()
  const targets = (compare.targets as Record<string, unknown>[]).map((target) => ({
    ...target,
    levels: [{ level: 'c=8', ttft_p50: 20, obstacle: target.name === 'b' ? obstacle : null }],
  }))
  await openResults(file('compare.json', { ...compare, targets, verdicts: [] }))
  expect(await screen.findByText(/compare\.json is not valid/)).toBeVisible()
  const table = screen.getByTestId('levels-table')
  expect(within(table).getAllByRole('button', { name: /a check failed/ }).length).toBe(1)
})

test.each([
  [undefined, '–', false],
  [1, '1', true],
  [10, '10', false],
])('a comparison alone of %s rounds a level says so', async (rounds, cell, isOne) => {
  const compare = sampleCompare()
  const targets = (compare.targets as Record<string, unknown>[]).map((target) => ({
    ...target,
    levels: [{ level: 'c=8', ttft_p95: 20, rounds }],
  }))
  const user = await openResults(file('compare.json', { ...compare, targets }))
  const chart = await screen.findByTestId('chart-load')
  expect(chart.textContent?.includes('One round each')).toBe(isOne)
  await user.click(within(chart).getByRole('button', { name: 'table' }))
  const [row] = within(chart).getAllByRole('row').slice(1)
  expect(within(row as HTMLElement).getAllByRole('cell')[6]).toHaveTextContent(cell)
})

test('a comparison and its result become one', async () => {
  const levels = ['a', 'b'].map((target) => sampleLevel({ target }))
  await openResults(
    file('compare.json', sampleCompare()),
    file('result.json', sampleResult({ command: 'compare', levels })),
  )
  expect(await screen.findByTestId('verdicts')).toBeVisible()
  expect(useResults.getState().open.length).toBe(1)
  expect(screen.getByTestId('chart-cpu')).toBeVisible()
})
