import { act, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readOnce, useLive } from '../src/features/live/live-store'
import { EMPTY } from '../src/lib/live/history'
import { FakeProxy } from './fake-proxy'
import { openPage } from './page'

let proxy: FakeProxy
let clock = 1_000_000

beforeEach(() => {
  proxy = new FakeProxy()
  clock = 1_000_000
  vi.spyOn(performance, 'now').mockImplementation(() => clock)
  useLive.setState({ history: EMPTY, connection: { kind: 'starting' }, paused: null })
})

afterEach(() => {
  proxy.uninstall()
  vi.restoreAllMocks()
  location.hash = ''
})

function metrics(requests: number, tokens: number, inFlight: number, failed = 0): string {
  return [
    `chat_requests_total{model="m",status="200"} ${requests}`,
    `chat_requests_total{model="m",status="502"} ${failed}`,
    `chat_tokens_total{model="m"} ${tokens}`,
    `chat_in_flight{model="m"} ${inFlight}`,
    `chat_ttft_ms_bucket{model="m",le="10"} 0`,
    `chat_ttft_ms_bucket{model="m",le="20"} ${requests}`,
    `chat_ttft_ms_bucket{model="m",le="+Inf"} ${requests}`,
  ].join('\n')
}

async function read(text: string | null): Promise<void> {
  clock += 1000
  if (text !== null) {
    proxy.replyAlways('/metrics', text)
  }
  await act(() => readOnce(new AbortController().signal))
}

async function openLive() {
  proxy.replyAlways('/metrics', metrics(0, 0, 0))
  const user = openPage({}, '#live')
  await screen.findByTestId('live-page')
  await act(async () => {})
  return user
}

test('the page follows the proxy’s counters', async () => {
  await openLive()
  await read(metrics(10, 400, 3))
  expect(screen.getByTestId('live-summary')).toHaveTextContent(
    '3 requests in flight, TTFT p95 ≈ 19.5 ms, nothing failed in the last minute.',
  )
  expect(screen.getByRole('slider', { name: 'Tokens per second' })).toHaveAttribute(
    'aria-valuetext',
    'now: tokens/s 400',
  )
  expect(screen.getByRole('slider', { name: 'Requests per second' })).toHaveAttribute(
    'aria-valuetext',
    'now: 2xx 10.0',
  )
})

test('a status has a line once it has occurred', async () => {
  await openLive()
  await read(metrics(10, 400, 3))
  await read(metrics(10, 400, 3, 2))
  expect(screen.getByRole('slider', { name: 'Requests per second' })).toHaveAttribute(
    'aria-valuetext',
    'now: 2xx 0.00, 5xx 2.00',
  )
})

test('the axis is a minute long until there is more to show', async () => {
  await openLive()
  await read(metrics(10, 400, 3))
  const page = screen.getByTestId('live-page')
  expect(page).toHaveTextContent('−45 s')
  const { history } = useLive.getState()
  const [point] = history.points
  if (point === undefined) {
    throw new Error('no point')
  }
  const points = [{ ...point, at: point.at - 61_000 }, point]
  act(() => useLive.setState({ history: { ...history, points } }))
  expect(page).not.toHaveTextContent('−45 s')
  expect(page).toHaveTextContent('−4 min')
})

test('a pause keeps the charts, and readings go on', async () => {
  const user = await openLive()
  await read(metrics(10, 400, 3))
  await user.click(screen.getByTestId('live-pause'))
  await read(metrics(20, 800, 9))
  expect(screen.getByTestId('live-summary')).toHaveTextContent('3 requests in flight')
  await user.click(screen.getByTestId('live-pause'))
  expect(screen.getByTestId('live-summary')).toHaveTextContent('9 requests in flight')
})

test('a proxy that is gone is named with the time since when', async () => {
  await openLive()
  await read(metrics(10, 400, 3))
  proxy.isAlive = false
  const wallClock = Date.UTC(2026, 10, 29, 16, 40)
  const date = vi.spyOn(Date, 'now').mockReturnValue(wallClock)
  await read(null)
  date.mockReturnValue(wallClock + 60_000)
  await read(null)
  const since = new Date(wallClock).toLocaleTimeString('en-GB')
  expect(screen.getByTestId('live-summary')).toHaveTextContent(
    `The proxy has not responded since ${since}.`,
  )
})

test('a proxy that asks for its key is a sentence', async () => {
  await openLive()
  proxy.replyAlways('/metrics', '{}', 401)
  await act(() => readOnce(new AbortController().signal))
  expect(await screen.findByText(/asks for its key before it shows its metrics/)).toBeVisible()
})

test('without a request the page has the command that sends some', async () => {
  await openLive()
  await read(metrics(0, 0, 0))
  expect(screen.getByRole('button', { name: /^Copy the command \.\/bench run/ })).toBeVisible()
})

test('requests before the page was opened are requests, and a jump of the wall clock is none', async () => {
  await openLive()
  vi.spyOn(Date, 'now').mockReturnValue(0)
  await read(metrics(10, 400, 0))
  await read(metrics(10, 400, 0))
  await read(metrics(30, 400, 0))
  expect(screen.getByRole('slider', { name: 'Requests per second' })).toHaveAttribute(
    'aria-valuetext',
    'now: 2xx 20.0',
  )
  useLive.setState({ history: EMPTY })
  await read(metrics(30, 400, 0))
  await read(metrics(30, 400, 0))
  expect(screen.queryByText(/No request has passed yet/)).toBeNull()
})
