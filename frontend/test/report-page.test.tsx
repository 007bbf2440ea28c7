import { fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ReportPage } from '../src/features/results/ReportPage'
import { openEmbedded, useResults } from '../src/features/results/results-store'
import { useView } from '../src/features/results/view-store'
import { START } from '../src/lib/results/view'
import { sampleCompare, sampleLevel, sampleResult } from './results/sample'

beforeEach(() => {
  useResults.setState({ open: [], refusals: [], loading: 0 })
  useView.setState(START)
})

afterEach(() => {
  location.hash = ''
})

function openReport(text: string): void {
  openEmbedded(text)
  render(<ReportPage />)
}

test('a report opens what it carries', () => {
  openReport(JSON.stringify({ results: [{ name: 'night-run', result: sampleResult() }] }))
  expect(screen.getByTestId('headline')).toHaveTextContent('qwen3 has TTFT p95')
  expect(document.title).toBe('night-run – First Token')
  expect(screen.getByText(/EPYC, 2 cores, commit 0123456789ab/)).toBeVisible()
})

test('the head of a report converts local time to UTC, and names no cores that it has not', () => {
  const result = sampleResult({
    started_at: '2026-11-29T17:40:00+01:00',
    environment: { cpu: 'EPYC' },
  })
  openReport(JSON.stringify({ results: [{ name: 'a', result }] }))
  expect(screen.getByText('2026-11-29 16:40:00 UTC, qwen3, EPYC')).toBeVisible()
})

test('a report of a comparison has its verdicts', () => {
  const levels = ['a', 'b'].map((target) => sampleLevel({ target }))
  const result = sampleResult({ command: 'compare', levels })
  openReport(JSON.stringify({ results: [{ name: 'c', result, compare: sampleCompare() }] }))
  expect(screen.getByTestId('verdicts')).toHaveTextContent('slower 1.12×')
})

test('paper has the checks, the run and the glossary, and the page is as before', () => {
  openReport(JSON.stringify({ results: [{ name: 'a', result: sampleResult() }] }))
  const glossary = screen.getByTestId('glossary')
  const run = screen.getByTestId('run-card')
  run.setAttribute('open', '')
  fireEvent(window, new Event('beforeprint'))
  expect(glossary).toHaveAttribute('open')
  expect(screen.getByTestId('trust').querySelector('details')).toHaveAttribute('open')
  fireEvent(window, new Event('afterprint'))
  expect(glossary).not.toHaveAttribute('open')
  expect(run).toHaveAttribute('open')
})

test('several results lie side by side', () => {
  const result = sampleResult()
  openReport(
    JSON.stringify({
      results: [
        { name: 'a', result },
        { name: 'a', result },
      ],
    }),
  )
  expect(screen.getByRole('checkbox', { name: 'a' })).toBeVisible()
  expect(screen.getByRole('checkbox', { name: 'a (2)' })).toBeVisible()
})

test('a report opens where its address points', () => {
  location.hash = '#results?metric=icl_p99&slo=10'
  openReport(JSON.stringify({ results: [{ name: 'a', result: sampleResult() }] }))
  expect(screen.getByTestId('headline')).toHaveTextContent('ICL p99 under 10 ms')
})

test.each([
  ['null', 'report-empty', 'This is the empty form of a report.'],
  [
    '{"results":[{"name":"x","result":{"schema":"firsttoken.re',
    'refusals',
    'was cut off or changed',
  ],
  ['{"results":[{"name":"x","result":{}}]}', 'refusals', 'does not name its format'],
])('%s is a sentence', (text, place, sentence) => {
  openReport(text)
  expect(screen.getByTestId(place)).toHaveTextContent(sentence)
})
