import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openListed, useResults } from '../src/features/results/results-store'
import { useView } from '../src/features/results/view-store'
import { START } from '../src/lib/results/view'
import { useSettings } from '../src/lib/settings'
import { FakeProxy } from './fake-proxy'
import { openPage } from './page'
import {
  encodeHistogram,
  sampleCompare,
  sampleLevel,
  sampleMicroLevel,
  sampleResult,
  sampleRounds,
} from './results/sample'

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

function file(name: string, json: unknown): File {
  return new File([typeof json === 'string' ? json : JSON.stringify(json)], name)
}

async function openResults(...files: readonly File[]) {
  const user = openPage({}, '#results')
  await user.upload(await screen.findByTestId('open-files'), [...files])
  return user
}

test('a dropped result opens with its answer, its trust and its charts', async () => {
  await openResults(file('result.json', sampleResult()))
  expect(await screen.findByTestId('headline')).toHaveTextContent(
    'qwen3 has TTFT p95 of 21.0 ms at 1 user and 80.0 ms at 32 users',
  )
  expect(screen.getByTestId('trust-summary')).toHaveTextContent('The one check passed.')
  expect(screen.getByTestId('chart-load')).toBeVisible()
  expect(screen.getByTestId('chart-cpu')).toBeVisible()
  expect(within(screen.getByTestId('levels-table')).getAllByRole('row').length).toBe(4)
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

test('the charts and facts of a level say where a check failed', async () => {
  const trust = [{ check: 'little', verdict: 'fail', message: 'Little’s law is off by 40 %.' }]
  const series = { t_ms: [0, 1000], width_ms: [1000, 1000], tps: [7, 8], ttft_p95: [15, 16] }
  const hdr = encodeHistogram([-1000, 10, -1023, 10])
  const histograms = { ttft: { count: 20, min_ns: 1, max_ns: 2, hdr } }
  const user = await openResults(
    file('r.json', sampleResult({ levels: [sampleLevel({ trust, series, histograms })] })),
  )
  for (const chart of ['chart-time-ttft-p95', 'chart-distribution']) {
    const figure = await screen.findByTestId(chart)
    await waitFor(() => expect(figure.querySelector('.series')).toHaveClass('is-failed'))
    await user.click(within(figure).getByRole('button', { name: 'table' }))
    expect(within(figure).getByRole('table')).toHaveTextContent('a check failed')
  }
  const facts = screen.getByTestId('level-detail').querySelectorAll('.doubted.is-fail')
  expect([...facts].map(({ textContent }) => textContent)).toContain(
    'took 5\u2009000 ms ✕, a check failed',
  )
})

test('a throughput that a failed check touches is grey, though the time is sound', async () => {
  const trust = [{ check: 'tokens', verdict: 'fail', message: 'Counts disagree.' }]
  await openResults(file('r.json', sampleResult({ levels: [sampleLevel({ trust })] })))
  const chart = await screen.findByTestId('chart-throughput')
  expect(chart.querySelectorAll('.marker.is-failed').length).toBe(1)
  expect(screen.getByTestId('chart-load').querySelectorAll('.marker.is-failed').length).toBe(0)
})

test('the most throughput within the limit is the largest, of levels without doubt', async () => {
  const trust = [{ check: 'tokens', verdict: 'warn', message: 'Counts disagree.' }]
  const levels = [
    sampleLevel({ concurrency: 1, tps: 400 }),
    sampleLevel({ concurrency: 2, tps: 2500 }),
    sampleLevel({ concurrency: 4, tps: 9000, trust }),
    sampleLevel({ concurrency: 8, tps: 2000 }),
    sampleLevel({ concurrency: 16, tps: 9999, ttft_p95: 900 }),
  ]
  await openResults(file('r.json', sampleResult({ levels })))
  fireEvent.change(await screen.findByTestId('slo'), { target: { value: '3' } })
  expect(screen.getByTestId('chart-throughput')).toHaveTextContent('qwen3 2 500 tokens/s')
})

test('plain requests have their own times, and no chart of tokens', async () => {
  const hdr = encodeHistogram([-1000, 10, -1023, 10])
  const histograms = { ttfb: { count: 20, min_ns: 1, max_ns: 2, hdr } }
  const series = { t_ms: [0, 1000], width_ms: [1000, 1000], rps: [7, 8], tps: [0, 0] }
  const levels = [
    sampleMicroLevel({ concurrency: 1, rps: 9000 }),
    sampleMicroLevel({ histograms, series }),
  ]
  await openResults(file('r.json', sampleResult({ command: 'micro', levels })))
  expect(await screen.findByTestId('headline')).toHaveTextContent(
    'qwen3 has TTFB p95 of 0.40 ms at 1 user and 0.40 ms at 8 users, with 52 000 requests/s.',
  )
  expect(screen.getByTestId('metric')).toHaveValue('ttfb_p95')
  expect(screen.getByTestId('chart-cpu-requests')).toHaveTextContent('CPU per 100,000 requests')
  expect(screen.getByTestId('chart-distribution')).toHaveTextContent('Distribution of TTFB')
  expect(screen.getByTestId('chart-throughput')).toHaveTextContent('requests/s, achieved')
  expect(screen.getByTestId('chart-time-rps')).toBeVisible()
  expect(screen.queryByTestId('chart-time-tps')).toBeNull()
  expect(screen.getByTestId('levels-table')).toHaveTextContent('CPU per 100,000 requests, ms')
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

test('a number that a failed check touches is grey and says why', async () => {
  const trust = [
    { check: 'little', verdict: 'fail', message: 'Little’s law is off by 40 %.' },
    { check: 'samples', verdict: 'warn', message: 'Only 60 responses.' },
  ]
  const user = await openResults(
    file('result.json', sampleResult({ valid: false, levels: [sampleLevel({ trust })] })),
  )
  expect(await screen.findByText(/result\.json is not valid/)).toBeVisible()
  const table = screen.getByTestId('levels-table')
  const [value] = within(table).getAllByRole('button', { name: /a check failed/ })
  expect(value).toHaveClass('is-fail')
  await user.click(value as HTMLElement)
  expect(within(table).getByText(/Little’s law is off by 40 %\./, { selector: 'p' })).toBeVisible()
})

test.each([
  [[22, 24, 26], 1, 'Bars: 95 % interval'],
  [[22, 26], 0, 'Fewer than three rounds have no interval.'],
  [[], 0, 'One round each'],
])('rounds of %j have %d intervals', async (values, bars, note) => {
  const level = sampleLevel({ rounds: sampleRounds(...values) })
  await openResults(file('a.json', sampleResult({ levels: [level] })))
  const chart = await screen.findByTestId('chart-load')
  expect(chart.querySelectorAll('.marker-bar').length).toBe(bars)
  expect(chart.querySelectorAll('.marker-dot').length).toBe(values.length)
  expect(chart).toHaveTextContent(note)
})

test('the distribution is drawn from the histogram', async () => {
  // Ten values of 24 ms, and the same number of twice that.
  const hdr = encodeHistogram([-1000, 10, -1023, 10])
  const histograms = { ttft: { count: 20, min_ns: 1, max_ns: 2, hdr } }
  const user = await openResults(
    file('result.json', sampleResult({ levels: [sampleLevel({ histograms })] })),
  )
  const chart = await screen.findByTestId('chart-distribution')
  await waitFor(() => expect(chart.querySelector('.series-line')).not.toBeNull())
  await user.click(within(chart).getByRole('button', { name: 'table' }))
  expect(within(chart).getByRole('table')).toHaveTextContent('p50')
})

test('a histogram that can’t be read leaves the numbers', async () => {
  const histograms = { ttft: { count: 20, min_ns: 1, max_ns: 2, hdr: 'AAAA' } }
  await openResults(file('r.json', sampleResult({ levels: [sampleLevel({ histograms })] })))
  expect(await screen.findByText('The histograms of this file can’t be read.')).toBeVisible()
  expect(screen.getByTestId('levels-table')).toHaveTextContent('24.0')
})

test('a comparison has its verdicts in words, and colour only for a difference', async () => {
  await openResults(file('compare.json', sampleCompare()))
  const verdicts = await screen.findByTestId('verdicts')
  expect(within(verdicts).getByText('slower 1.12×')).toHaveClass('is-worse')
  expect(within(verdicts).getByText('no difference visible (smallest visible: 6 %)')).toHaveClass(
    'is-none',
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
    within(verdicts).getByText(
      'Rounds 3, 7 are left out: a check of each failed. The event loops ran late.',
    ),
  ).toBeVisible()
  expect(within(verdicts).getByText('There is no verdict on c at c=8.')).toBeVisible()
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
  expect(within(row as HTMLElement).getAllByRole('cell')[5]).toHaveTextContent(cell)
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

test('a series is drawn second by second', async () => {
  const series = {
    t_ms: [0, 1000],
    width_ms: [1000, 1000],
    rps: [7, 8],
    tps: [1, 2],
    in_flight: [8, 8],
    ttft_p95: [15, null],
    errors: [0, 1],
  }
  await openResults(file('r.json', sampleResult({ levels: [sampleLevel({ series })] })))
  expect(await screen.findByTestId('chart-time-rps')).toHaveTextContent('8.00')
  expect(screen.getByTestId('chart-time-rps')).toHaveTextContent('qwen3: 1 failed request.')
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
