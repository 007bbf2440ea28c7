import { render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ReportPage } from '../src/features/results/ReportPage'
import { openEmbedded, useResults } from '../src/features/results/results-store'
import { useView } from '../src/features/results/view-store'
import { START } from '../src/lib/results/view'
import { FakeProxy } from './fake-proxy'
import { openPage } from './page'
import { sampleWrk, sampleWrkRounds, WRK_ONE } from './results/sample-wrk'

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

async function drop(json: unknown) {
  const user = openPage({}, '#results')
  const file = new File([JSON.stringify(json)], 'result.json')
  await user.upload(await screen.findByTestId('open-files'), file)
  return user
}

test('a result of wrk2 opens with its rate, its trust, its distribution and its card', async () => {
  const user = await drop(sampleWrk())
  expect(await screen.findByTestId('headline')).toHaveTextContent(
    'answered 1 990 of the 2 000 requests/s asked for',
  )
  expect(screen.getByTestId('trust-summary')).toHaveTextContent('All 5 checks passed.')
  const chart = screen.getByTestId('chart-distribution')
  expect(chart).toHaveTextContent('Distribution of E2E from due')
  await waitFor(() => expect(chart.querySelector('.series-line')).not.toBeNull())
  await user.click(within(chart).getByRole('button', { name: 'table' }))
  expect(within(chart).getByRole('table')).toHaveTextContent('0.91')
  expect(screen.getByTestId('chart-cpu-requests')).toBeVisible()
  expect(screen.getByTestId('levels-table')).toHaveTextContent('E2E from due p99.9')
  await user.click(screen.getByText(/The run: target/))
  const card = screen.getByTestId('run-card')
  expect(card).toHaveTextContent('wrk2 4.0.0')
  expect(card).toHaveTextContent('./bench wrk2')
  expect(card).not.toHaveTextContent('calibrate')
})

test('a closed loop says above the charts what its latencies mean', async () => {
  await drop(sampleWrk(WRK_ONE))
  expect(
    await screen.findByText(/^wrk is a closed loop, .* \(coordinated omission\)\.$/),
  ).toBeVisible()
  expect(screen.getByTestId('trust-summary')).toHaveTextContent('1 asks for care')
})

test('servers in rounds have their verdicts, and a failure stands above', async () => {
  await drop(sampleWrkRounds())
  const verdicts = await screen.findByTestId('verdicts')
  expect(within(verdicts).getByText('slower 2.00×')).toHaveClass('is-worse')
  expect(within(verdicts).getByText(/its response has 10 bytes/)).toBeVisible()
  expect(screen.getByText('d was not measured to the end: d did not start.')).toBeVisible()
  expect(screen.getByTestId('chart-load').querySelectorAll('.marker-bar').length).toBe(3)
})

test('a result of wrk2 opens from the list of the proxy', async () => {
  const entry = { id: 'floor', kind: 'wrk2', targets: ['default'], levels: null, compare: false }
  proxy.reply('/api/results', 200, JSON.stringify({ results: [entry], total: 1 }))
  proxy.reply('/api/results/floor', 200, JSON.stringify(sampleWrk()))
  const user = openPage({}, '#results')
  await user.click(await screen.findByRole('checkbox', { name: /floor/ }))
  expect(await screen.findByTestId('headline')).toHaveTextContent('requests/s asked for')
})

test('a report has a result of wrk2 in itself', () => {
  openEmbedded(JSON.stringify({ results: [{ name: 'floor', result: sampleWrk() }] }))
  render(<ReportPage />)
  expect(screen.getByTestId('headline')).toHaveTextContent('requests/s asked for')
  expect(screen.getByText(/2026-11-29 16:40:00 UTC/)).toBeVisible()
})
