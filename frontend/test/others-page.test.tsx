import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { useResults } from '../src/features/results/results-store'
import { useView } from '../src/features/results/view-store'
import { START } from '../src/lib/results/view'
import { FakeProxy } from './fake-proxy'
import { openPage } from './page'
import { jsonOf, textOf } from './results/others'
import { sampleResult } from './results/sample'

let proxy: FakeProxy

beforeEach(() => {
  proxy = new FakeProxy()
  useResults.setState({ open: [], refusals: [], loading: 0 })
  useView.setState(START)
})

afterEach(() => {
  proxy.uninstall()
  location.hash = ''
})

async function drop(...files: readonly (readonly [string, string])[]) {
  const user = openPage({}, '#results')
  await user.upload(
    await screen.findByTestId('open-files'),
    files.map(([name, text]) => new File([text], name)),
  )
  return user
}

test.each([
  ['aiperf.json', /^synthetic has TTFT p95 of .* at 4 users, with .*\u00a0tokens\/s\./],
  [
    'guidellm.json',
    /^synthetic has TTFT p95 of .* at 1 user and .* at 4 users, with .*\u00a0tokens\/s\./,
  ],
  ['vllm-completions.json', /^synthetic has TTFT p95 of .* at 4 users, with .*\u00a0tokens\/s\./],
  ['vllm-chat.json', /^synthetic has TTFT p95 of .* at 4 users, with .*\u00a0tokens\/s\./],
])('%s opens with its numbers and what it lacks', async (name, answer) => {
  const user = await drop([name, textOf(name)])
  expect((await screen.findByTestId('headline')).textContent).toMatch(answer)
  expect(screen.getByText(/measured this\. The file has no distributions/)).toBeVisible()
  await user.click(screen.getByTestId('trust-summary'))
  const trust = screen.getByTestId('trust')
  expect(screen.getByTestId('level-detail')).toHaveTextContent(/\d+ requests succeeded/)
  expect(trust).toHaveTextContent('not checkedHad the client CPU to spare?')
  expect(screen.queryByTestId('chart-distribution')).toBeNull()
  await user.click(screen.getByText(/The run: target/))
  expect(screen.getByTestId('run-card')).toHaveTextContent('measured by')
  expect(screen.getByTestId('run-card')).not.toHaveTextContent('./bench')
})

test('a result of another tool lies beside one of the bench', async () => {
  await drop(['ours.json', JSON.stringify(sampleResult())], ['aiperf.json', textOf('aiperf.json')])
  await waitFor(() => expect(screen.getByTestId('headline')).toHaveTextContent('aiperf.json has'))
  expect(screen.getByTestId('headline')).toHaveTextContent('ours.json has TTFT p95')
  const table = screen.getByTestId('levels-table')
  expect(within(table).getAllByRole('row').length).toBe(5)
})

test('a hostile model name in a file of another tool is text', async () => {
  const model_id = '</script><img src=x onerror=alert(1)>'
  await drop(['v.json', JSON.stringify({ ...jsonOf('vllm-completions.json'), model_id })])
  expect(await screen.findByTestId('headline')).toHaveTextContent(model_id)
  expect(document.querySelector('img')).toBeNull()
})

test('a truncated file of another tool is a sentence', async () => {
  await drop(['a.json', textOf('aiperf.json').slice(0, 500)])
  expect(await screen.findByRole('alert')).toHaveTextContent('a.json is not JSON')
  expect(screen.queryByTestId('headline')).toBeNull()
})
