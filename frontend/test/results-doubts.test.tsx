import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FakeProxy } from './fake-proxy'
import { closeAll, file, openResults } from './results/open'
import { encodeHistogram, sampleLevel, sampleResult } from './results/sample'
import { sampleRun, sampleWrk, WRK_ONE } from './results/sample-wrk'

let proxy: FakeProxy

beforeEach(() => {
  proxy = new FakeProxy()
  closeAll()
})

afterEach(() => {
  proxy.uninstall()
  location.hash = ''
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
    'took 5\u202f000\u00a0ms ✕, a check failed',
  )
})

test('a throughput that a failed check touches is grey, though the time is sound', async () => {
  const trust = [{ check: 'tokens', verdict: 'fail', message: 'Counts disagree.' }]
  await openResults(file('r.json', sampleResult({ levels: [sampleLevel({ trust })] })))
  const chart = await screen.findByTestId('chart-throughput')
  expect(chart.querySelectorAll('.marker.is-failed').length).toBe(1)
  expect(screen.getByTestId('chart-load').querySelectorAll('.marker.is-failed').length).toBe(0)
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
  expect(
    within(table).getByText(/Little’s law is off by 40 %\./, { selector: 'p > *' }),
  ).toBeVisible()
})

const MIXED = { code: 'tokens_mixed', message: 'Two sources counted the tokens.', levels: [0] }
const CLOSED = {
  code: 'connections_closed',
  message: 'The server closed connections.',
  levels: [0],
  spoils: ['ttft'],
}
const PAUSED = {
  code: 'client_pauses',
  message: 'The JVM was paused.',
  levels: [0],
  spoils: ['*_p99'],
}
const COLD = { code: 'no_warmup', message: 'No warm-up requests were sent.', levels: [0] }

test('warnings without a remedy share one line that unfolds', async () => {
  const warnings = [MIXED, CLOSED, COLD]
  const user = await openResults(file('r.json', sampleResult({ warnings })))
  expect(await screen.findByTestId('warnings')).toHaveTextContent(
    /^No warm-up requests were sent.$/,
  )
  const line = screen.getByText(
    'Beyond your control: token counts from several sources, connections that the server closed. What they touch is marked.',
  )
  const folded = screen.getByTestId('beyond-control')
  expect(within(folded).getByText(MIXED.message)).not.toBeVisible()
  await user.click(line)
  expect(within(folded).getByText(MIXED.message)).toBeVisible()
  expect(within(folded).getByText(CLOSED.message)).toBeVisible()
})

test('the count of the checks is that of its list and of the lines below, and a level says the same', async () => {
  const trust = [
    { check: 'answered', verdict: 'pass', message: '60 requests were sent.' },
    { check: 'samples', verdict: 'warn', message: '60 responses.' },
    { check: 'clock', verdict: 'unseen', message: 'No timestamps.' },
  ]
  const few = (code: string) => ({ code, message: `${code}.`, levels: [0] })
  const warnings = [few('few_for_p95'), few('few_for_p99'), COLD]
  await openResults(file('r.json', sampleResult({ levels: [sampleLevel({ trust })], warnings })))
  const trusted = await screen.findByTestId('trust')
  const counts = '2 ask for care, 1 could not be made'
  expect(screen.getByTestId('trust-summary')).toHaveTextContent(`1 of 4 checks passed; ${counts}.`)
  expect(trusted.querySelectorAll('.check.is-warn').length).toBe(2)
  const lines = within(screen.getByTestId('warnings')).getAllByRole('listitem')
  expect(lines.map(({ textContent }) => textContent)).toEqual([
    'few_for_p95.\nfew_for_p99.',
    COLD.message,
  ])
  expect(screen.getByTestId('level-detail')).toHaveTextContent(`of 4 checks ${counts}`)
})

test('a result without warnings has no line of them', async () => {
  await openResults(file('r.json', sampleResult()))
  await screen.findByTestId('headline')
  expect(screen.queryByTestId('warnings')).toBeNull()
  expect(screen.queryByTestId('beyond-control')).toBeNull()
})

test('the answer and each chart that a check touches have a mark, which says why by keyboard', async () => {
  const trust = [{ check: 'steal', verdict: 'warn', message: 'The host took 3 %.' }]
  const user = await openResults(file('r.json', sampleResult({ levels: [sampleLevel({ trust })] })))
  for (const place of ['headline', 'capacities', 'chart-load', 'chart-throughput']) {
    const marked = await screen.findByTestId(place)
    const mark = within(marked).getByRole('button', { name: /A check asks for care/ })
    expect(mark).toHaveAccessibleDescription('8 users: The host took 3 %.')
    expect(within(marked).queryByRole('tooltip')).toBeNull()
    act(() => mark.focus())
    expect(within(marked).getByRole('tooltip')).toBeVisible()
    await user.keyboard('{Escape}')
    expect(within(marked).queryByRole('tooltip')).toBeNull()
  }
  // The time that the server takes to compute is none that the host changes.
  expect(within(screen.getByTestId('chart-cpu')).queryByText('A check asks for care')).toBeNull()
})

test('a mark says why on a tap, and closes when it is left', async () => {
  const trust = [{ check: 'little', verdict: 'fail', message: 'Broken.' }]
  const user = await openResults(file('r.json', sampleResult({ levels: [sampleLevel({ trust })] })))
  const chart = await screen.findByTestId('chart-load')
  await user.click(within(chart).getByRole('button', { name: /A check failed/ }))
  expect(within(chart).getByText('Broken.')).toBeVisible()
  await user.click(screen.getByTestId('metric'))
  expect(within(chart).queryByRole('tooltip')).toBeNull()
})

/** The first chart with a mark, and the mark. */
async function markOfChart() {
  const trust = [{ check: 'little', verdict: 'fail', message: 'Broken.' }]
  const user = await openResults(file('r.json', sampleResult({ levels: [sampleLevel({ trust })] })))
  const chart = await screen.findByTestId('chart-load')
  const button = within(chart).getByRole('button', { name: /A check failed/ })
  return { user, button, text: () => within(chart).queryByRole('tooltip') }
}

test('a second tap closes a mark, and a third one opens it', async () => {
  const { user, button, text } = await markOfChart()
  await user.click(button)
  expect(text()).toBeVisible()
  await user.click(button)
  expect(text()).toBeNull()
  await user.click(button)
  expect(text()).toBeVisible()
})

test('Esc closes a mark under the pointer, wherever the focus is', async () => {
  const { user, button, text } = await markOfChart()
  await user.hover(button)
  expect(text()).toBeVisible()
  expect(button).not.toHaveFocus()
  await user.keyboard('{Escape}')
  expect(text()).toBeNull()
})

test('a pointer that leaves a mark has time to reach its text, and not more', async () => {
  const { button, text } = await markOfChart()
  const mark = button.parentElement as HTMLElement
  vi.useFakeTimers()
  try {
    fireEvent.mouseEnter(mark)
    fireEvent.mouseLeave(mark)
    act(() => void vi.advanceTimersByTime(299))
    fireEvent.mouseEnter(mark)
    act(() => void vi.advanceTimersByTime(10_000))
    expect(text()).toBeVisible()
    fireEvent.mouseLeave(mark)
    act(() => void vi.advanceTimersByTime(300))
    expect(text()).toBeNull()
  } finally {
    vi.useRealTimers()
  }
})

test('a mark that has the focus stays open when the pointer leaves it', async () => {
  const { button, text } = await markOfChart()
  vi.useFakeTimers()
  try {
    act(() => button.focus())
    fireEvent.mouseEnter(button.parentElement as HTMLElement)
    fireEvent.mouseLeave(button.parentElement as HTMLElement)
    act(() => void vi.advanceTimersByTime(10_000))
    expect(text()).toBeVisible()
  } finally {
    vi.useRealTimers()
  }
})

test('the distribution is marked by what touches its higher percentiles, at those alone', async () => {
  const hdr = encodeHistogram([-1000, 10, -1023, 10])
  const histograms = { ttft: { count: 20, min_ns: 1, max_ns: 2, hdr } }
  const warnings = [{ ...PAUSED, actionable: false }]
  const user = await openResults(
    file('r.json', sampleResult({ levels: [sampleLevel({ histograms })], warnings })),
  )
  const figure = await screen.findByTestId('chart-distribution')
  const mark = within(figure).getByRole('button', { name: /A check asks for care/ })
  expect(mark).toHaveAccessibleDescription('The JVM was paused.')
  // The numbers are there once the histogram is decoded.
  const slider = await within(figure).findByRole('slider')
  await user.click(within(figure).getByRole('button', { name: 'table' }))
  const [row] = within(figure).getAllByRole('row').slice(1)
  const cells = within(row as HTMLElement).getAllByRole('cell')
  const marked = cells.map(({ textContent }) => textContent?.includes('asks for care'))
  expect(marked).toEqual([false, false, false, false, false, false, false, true, false])
  expect(cells.at(-1)).toHaveTextContent(/^p99: a check warns$/)
  act(() => slider.focus())
  await user.keyboard('{Home}')
  expect(slider.getAttribute('aria-valuetext')).toMatch(/^qwen3: 50\.0\u00a0% within .*\u00a0ms$/)
  await user.keyboard('{End}')
  expect(slider.getAttribute('aria-valuetext')).toMatch(
    /^qwen3: 100\.0\u00a0% .*\(a check warns\)$/,
  )
})

test('the answer of wrk is marked beside results that have a metric that wrk lacks', async () => {
  const errors = { connect: 0, read: 3, write: 0, timeout: 1, status: 500 }
  await openResults(
    file('sweep.json', sampleResult()),
    file('wrk.json', sampleWrk({ ...WRK_ONE, runs: [sampleRun({ errors })] })),
  )
  const answer = await screen.findByTestId('headline')
  expect(answer).toHaveTextContent(/wrk\.json sent .* responses\/s over 64 connections/)
  const mark = within(answer).getByRole('button', { name: /A check asks for care/ })
  expect(mark).toHaveAccessibleDescription(
    /2\.52\u00a0% of the requests failed.*coordinated omission/,
  )
})

test('a fact of a level that a check touches says why by keyboard', async () => {
  const trust = [{ check: 'little', verdict: 'fail', message: 'Broken.' }]
  await openResults(file('r.json', sampleResult({ levels: [sampleLevel({ trust })] })))
  const detail = await screen.findByTestId('level-detail')
  detail.querySelector('details')?.setAttribute('open', '')
  act(() => within(detail).getByRole('button', { name: /took/ }).focus())
  expect(within(detail).getByText('Broken.')).toBeVisible()
})
