import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FakeProxy } from './fake-proxy'
import { closeAll, file, openResults } from './results/open'
import {
  encodeHistogram,
  sampleLevel,
  sampleMicroLevel,
  sampleResult,
  sampleRounds,
} from './results/sample'

let proxy: FakeProxy

beforeEach(() => {
  proxy = new FakeProxy()
  closeAll()
})

afterEach(() => {
  proxy.uninstall()
  location.hash = ''
})

test('the most throughput within the limit is the largest, without what failed a check', async () => {
  const trust = (verdict: string) => [{ check: 'tokens', verdict, message: 'Counts disagree.' }]
  const levels = [
    sampleLevel({ concurrency: 1, tps: 400 }),
    sampleLevel({ concurrency: 2, tps: 2500, trust: trust('warn') }),
    sampleLevel({ concurrency: 4, tps: 9000, trust: trust('fail') }),
    sampleLevel({ concurrency: 8, tps: 2000 }),
    sampleLevel({ concurrency: 16, tps: 9999, ttft_p95: 900 }),
  ]
  await openResults(file('r.json', sampleResult({ levels })))
  fireEvent.change(await screen.findByTestId('slo'), { target: { value: '3' } })
  expect(screen.getByTestId('chart-throughput')).toHaveTextContent('qwen3 2 500 tokens/s')
})

test('a ring is explained though every throughput is in doubt', async () => {
  const trust = [{ check: 'tokens', verdict: 'fail', message: 'Counts disagree.' }]
  await openResults(file('r.json', sampleResult({ levels: [sampleLevel({ trust })] })))
  const chart = await screen.findByTestId('chart-throughput')
  expect(chart.querySelector('.ring')).toHaveTextContent('up to 8 users')
  expect(chart).toHaveTextContent('Ring: the highest load measured that holds the limit.')
  expect(chart).not.toHaveTextContent('Most throughput')
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

test('the rounds’ mean stands in the table beside the value that is not one of them', async () => {
  const level = sampleLevel({ ttft_p95: 51, rounds: sampleRounds(40, 50, 62.5) })
  const user = await openResults(file('a.json', sampleResult({ levels: [level] })))
  const chart = await screen.findByTestId('chart-load')
  expect(chart).toHaveTextContent('Their middle stroke is that mean')
  await user.click(within(chart).getByRole('button', { name: 'table' }))
  const [row] = within(chart).getAllByRole('row').slice(1)
  const cells = within(row as HTMLElement).getAllByRole('cell')
  expect(cells.slice(2, 4).map(({ textContent }) => textContent)).toEqual(['51.0', '50.0'])
})

test('a long time is read in s, on the axis, at the point and in the tables', async () => {
  const levels = [1, 8].map((concurrency) =>
    sampleLevel({ concurrency, server: { cpu_per_100k_frames: 850_535 } }),
  )
  await openResults(file('r.json', sampleResult({ levels })))
  const chart = await screen.findByTestId('chart-cpu')
  expect(chart.querySelector('.plot-label')).toHaveTextContent(/^CPU per 100,000 frames, s$/)
  const ticks = [...chart.querySelectorAll('.plot-tick.is-end')]
  expect(ticks.map(({ textContent }) => textContent)).toContain('200')
  const slider = within(chart).getByRole('slider')
  fireEvent.keyDown(slider, { key: 'ArrowRight' })
  expect(slider.getAttribute('aria-valuetext')).toMatch(/CPU per 100,000 frames 851\u00a0s\.$/)
  expect(screen.getByTestId('levels-table')).toHaveTextContent('851 s')
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

test('a series is drawn second by second', async () => {
  const series = {
    t_ms: [0, 1000],
    width_ms: [1000, 1000],
    rps: [7, 14],
    tps: [1, 2],
    in_flight: [8, 8],
    ttft_p95: [15, null],
    errors: [0, 1],
  }
  const user = await openResults(
    file('r.json', sampleResult({ levels: [sampleLevel({ series })] })),
  )
  const chart = await screen.findByTestId('chart-time-rps')
  expect(chart).toHaveTextContent('qwen3 overall 12.0, peak 14.0')
  expect(screen.getByTestId('chart-time-in-flight')).toHaveTextContent('qwen3 highest mean 8.00')
  const slider = within(chart).getByRole('slider')
  expect(slider).toHaveAttribute('aria-valuetext', 'whole load: qwen3 overall 12.0, peak 14.0')
  act(() => slider.focus())
  await user.keyboard('{Home}')
  expect(slider).toHaveAttribute('aria-valuetext', '0.5: qwen3 7.00')
  act(() => slider.blur())
  expect(screen.getByTestId('chart-time-rps')).toHaveTextContent('qwen3: 1 failed request.')
})

test('the knee of the limit is marked, named and read out', async () => {
  const levels = [
    sampleLevel({ concurrency: 1, tps: 400, ttft_p95: 21 }),
    sampleLevel({ concurrency: 8, tps: 2400, ttft_p95: 24 }),
    sampleLevel({ concurrency: 32, tps: 2500, ttft_p95: 900 }),
  ]
  const user = await openResults(file('r.json', sampleResult({ levels })))
  const chart = await screen.findByTestId('chart-throughput')
  expect(chart.querySelector('.ring')).toHaveTextContent('up to 32 users')
  fireEvent.change(screen.getByTestId('slo'), { target: { value: '3' } })
  expect(chart.querySelectorAll('.ring').length).toBe(1)
  expect(chart.querySelector('.ring')).toHaveTextContent('knee: 8 users')
  const slider = within(chart).getByRole('slider')
  act(() => slider.focus())
  await user.keyboard('{ArrowRight}{ArrowRight}')
  expect(slider.getAttribute('aria-valuetext')).toContain(
    'The highest load measured that holds 30\u00a0ms.',
  )
})

test('a limit that no load holds has no knee', async () => {
  const levels = [sampleLevel({ ttft_p95: 24 }), sampleLevel({ concurrency: 32, ttft_p95: 900 })]
  await openResults(file('r.json', sampleResult({ levels })))
  fireEvent.change(await screen.findByTestId('slo'), { target: { value: '0' } })
  expect(screen.getByTestId('chart-throughput').querySelector('.ring')).toBeNull()
})
