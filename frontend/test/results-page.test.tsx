import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openListed, useResults } from '../src/features/results/results-store'
import { useView } from '../src/features/results/view-store'
import { useSettings } from '../src/lib/settings'
import { FakeProxy } from './fake-proxy'
import { openPage } from './page'
import { closeAll, file, openResults } from './results/open'
import { sampleLevel, sampleResult } from './results/sample'
import { sampleWrk, WRK_ONE } from './results/sample-wrk'

let proxy: FakeProxy

beforeEach(() => {
  proxy = new FakeProxy()
  closeAll()
})

afterEach(() => {
  proxy.uninstall()
  location.hash = ''
})

test('a dropped result opens with its answer, its trust and its charts', async () => {
  await openResults(file('result.json', sampleResult()))
  expect(await screen.findByTestId('headline')).toHaveTextContent(
    'qwen3 has TTFT p95 of 21.0 ms at 1 user and 80.0 ms at 32 users',
  )
  expect(screen.getByRole('list', { name: 'Open results' })).toHaveTextContent(
    'result.json 2026-11-29 16:40:00 UTC, qwen3, EPYC, 2 cores, commit 0123456789ab',
  )
  expect(screen.getByTestId('trust-summary')).toHaveTextContent('The one check passed.')
  expect(screen.getByTestId('chart-load')).toBeVisible()
  expect(screen.getByTestId('chart-cpu')).toBeVisible()
  expect(within(screen.getByTestId('levels-table')).getAllByRole('row').length).toBe(4)
})

test('the commit of a tree with changes says so', async () => {
  const environment = { commit: '0123456789ab-dirty' }
  await openResults(file('result.json', sampleResult({ environment })))
  expect(await screen.findByRole('list', { name: 'Open results' })).toHaveTextContent(
    /commit 0123456789ab-dirtyclose$/,
  )
})

test('results side by side have no verdict, and the page names what gives one', async () => {
  await openResults(file('a.json', sampleResult()), file('b.json', sampleResult()))
  expect(await screen.findByTestId('no-verdict')).toHaveTextContent(
    'These results were measured at different times, so there is no verdict. ./bench compare A B gives one.',
  )
})

test('a result by itself needs no verdict', async () => {
  await openResults(file('a.json', sampleResult()))
  await screen.findByTestId('headline')
  expect(screen.queryByTestId('no-verdict')).toBeNull()
})

test('beside the result of another tool no command gives a verdict', async () => {
  await openResults(file('a.json', sampleResult()), file('wrk.json', sampleWrk(WRK_ONE)))
  expect(await screen.findByTestId('no-verdict')).toHaveTextContent(/there is no verdict\.$/)
})

test('the slider answers what load is held, and the address carries it', async () => {
  await openResults(file('result.json', sampleResult()))
  const slider = await screen.findByTestId('slo')
  fireEvent.change(slider, { target: { value: '3' } })
  const limit = useView.getState().limit
  expect(location.hash).toContain(`slo=${limit}`)
  expect(screen.getByTestId('headline')).toHaveTextContent(`TTFT p95 under ${limit} ms`)
  expect(screen.getByTestId('capacities')).toHaveTextContent(
    'qwen3 holds it up to 8 users: the limit lies between 8 and 32 users.',
  )
})

test('the address opens the page as the sender had it', async () => {
  proxy.reply('/api/results/run-1', 200, JSON.stringify(sampleResult()))
  openPage({}, '#results?open=run-1&metric=icl_p99&slo=10&load=c%3D8')
  expect(await screen.findByTestId('headline')).toHaveTextContent(
    'qwen3 holds ICL p99 under 10 ms at every load measured, up to 32 users',
  )
  expect(screen.getByTestId('metric')).toHaveValue('icl_p99')
  expect(screen.getByTestId('load')).toHaveValue('c=8')
})

test('two results lie side by side, and one can be hidden', async () => {
  const user = await openResults(
    file('a.json', sampleResult()),
    file('b.json', sampleResult({ levels: [sampleLevel({ ttft_p95: 48 })] })),
  )
  await waitFor(() => expect(screen.getByTestId('headline')).toHaveTextContent('b.json has'))
  expect(screen.getByTestId('headline')).toHaveTextContent('a.json has TTFT p95')
  expect(within(screen.getByTestId('levels-table')).getAllByRole('row').length).toBe(5)
  await user.click(screen.getByRole('checkbox', { name: 'b.json' }))
  expect(screen.getByTestId('headline')).not.toHaveTextContent('b.json')
  expect(location.hash).toContain('hide=')
})

test('results lie in the order of the link, and hide the same target, whichever comes first', async () => {
  proxy.replyAlways('/api/results/run-1', JSON.stringify(sampleResult()))
  proxy.replyAlways('/api/results/run-2', JSON.stringify(sampleResult()))
  const { signal } = new AbortController()
  await openListed(['run-2'], signal)
  await openListed(['run-1', 'run-2'], signal)
  expect(useResults.getState().open.map(({ id }) => id)).toEqual(['run-1', 'run-2'])
  openPage({}, '#results?open=run-1&open=run-2&hide=run-2.default')
  await waitFor(() => expect(screen.getByRole('checkbox', { name: 'run-2' })).not.toBeChecked())
  expect(screen.getByRole('checkbox', { name: 'run-1' })).toBeChecked()
})

test('the link to the results keeps the view', async () => {
  await openResults(file('result.json', sampleResult()))
  fireEvent.change(await screen.findByTestId('metric'), { target: { value: 'icl_p99' } })
  expect(screen.getByRole('link', { name: 'Results' })).toHaveAttribute(
    'href',
    '#results?metric=icl_p99',
  )
})

test('the page starts on the metric of the run’s limit, and says whose limit it is', async () => {
  const slo = [
    { objective: 'error<1%', met: true, value: 0 },
    { objective: 'icl:p99<20ms', met: true, value: 6.5 },
  ]
  await openResults(
    file('a.json', sampleResult()),
    file('b.json', sampleResult({ levels: [sampleLevel({ slo })] })),
  )
  await waitFor(() => expect(screen.getByTestId('metric')).toHaveValue('icl_p99'))
  expect(screen.getByText('The limit is that of b.json.')).toBeVisible()
  fireEvent.change(screen.getByTestId('metric'), { target: { value: 'ttft_p95' } })
  expect(screen.getByTestId('metric')).toHaveValue('ttft_p95')
  expect(screen.queryByText('The limit is that of b.json.')).toBeNull()
})

test.each([
  ['truncated.json', JSON.stringify(sampleResult()).slice(0, 300), 'or its end is missing'],
  ['later.json', '{"schema":"firsttoken.result/9"}', 'has the format firsttoken.result/9'],
  ['other.json', '{"records":{}}', 'and results of AIPerf, guidellm and vLLM bench'],
])('%s is a sentence on the page', async (name, text, sentence) => {
  await openResults(file(name, text))
  expect(await screen.findByRole('alert')).toHaveTextContent(sentence)
  expect(screen.queryByTestId('headline')).toBeNull()
})

test('a file of 200 MB is refused by its size', async () => {
  const huge = file('huge.json', '{}')
  Object.defineProperty(huge, 'size', { value: 200_000_000 })
  await openResults(huge)
  expect(await screen.findByRole('alert')).toHaveTextContent('huge.json has 191 MiB')
})

test('a hostile model name is text', async () => {
  const model = '</script><img src=x onerror=alert(1)>'
  await openResults(file('r.json', sampleResult({ options: { model } })))
  expect(await screen.findByTestId('headline')).toHaveTextContent(model)
  expect(document.querySelector('img')).toBeNull()
})

test('a proxy without results says how to get them', async () => {
  proxy.reply('/api/results', 404, '{"error":{"message":"Off.","code":"results_off"}}')
  openPage({}, '#results')
  expect(await screen.findByTestId('results-off')).toHaveTextContent(
    './bench serve --results=results',
  )
})

test('listed results open and close', async () => {
  const entry = {
    id: 'run-1',
    kind: 'sweep',
    started_at: '2026-11-29T17:40:00+01:00',
    model: 'qwen3',
    targets: ['default'],
    levels: 3,
    partial: false,
    valid: true,
    bytes: 9,
    compare: false,
    error: null,
  }
  const broken = {
    ...entry,
    id: 'broken',
    kind: null,
    error: 'result.json is not JSON: it was cut off.',
  }
  proxy.reply('/api/results', 200, JSON.stringify({ results: [entry, broken], total: 700 }))
  proxy.reply('/api/results/run-1', 200, JSON.stringify(sampleResult()))
  const user = openPage({}, '#results')
  await screen.findByTestId('results-list')
  expect(screen.getByRole('checkbox', { name: /broken/ })).toBeDisabled()
  expect(screen.getByText('The newest 2 of 700 are listed.')).toBeVisible()
  expect(screen.getByText(/2026-11-29 16:40:00 UTC/)).toBeVisible()
  await user.click(screen.getByRole('checkbox', { name: /run-1/ }))
  expect(await screen.findByTestId('headline')).toBeVisible()
  expect(location.hash).toBe('#results?open=run-1')
  await user.click(screen.getByRole('button', { name: 'Close run-1' }))
  expect(screen.queryByTestId('headline')).toBeNull()
  expect(location.hash).toBe('#results')
})

test('an exception while a result is opened is a sentence, and is said once', async () => {
  const settings = vi.spyOn(useSettings, 'getState').mockImplementation(() => {
    throw new RangeError('too deep')
  })
  const { signal } = new AbortController()
  await openListed(['run-1'], signal)
  await openListed(['run-1'], signal)
  settings.mockRestore()
  expect(useResults.getState().refusals).toEqual([
    'A result can’t be opened: RangeError: too deep.',
  ])
})

test('a proxy that asks for its key is a sentence', async () => {
  proxy.reply('/api/results', 401, '{"error":{"message":"Key.","code":"unauthorized"}}')
  openPage({}, '#results')
  expect(await screen.findByText(/asks for its key/)).toBeVisible()
})

test('the glossary and the run are beside the charts', async () => {
  const user = await openResults(file('r.json', sampleResult()))
  await user.click(await screen.findByText(/Glossary/))
  expect(screen.getByText(/Time to first token: from sending/)).toBeVisible()
  await user.click(screen.getByText(/The run: target/))
  expect(screen.getByText('0123456789abcdef')).toBeVisible()
})

test('without a result the page names the command that measures its own proxy', async () => {
  openPage({}, '#results')
  expect(
    await screen.findByRole('button', {
      name: `Copy the command ./bench sweep --base-url=${location.origin} --model=synthetic --results-dir=results/first`,
    }),
  ).toBeVisible()
})
