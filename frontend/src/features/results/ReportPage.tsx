import { useEffect, useMemo } from 'react'
import type { Report } from '../../lib/results/report'
import { describe } from './describe'
import { ResultsView } from './ResultsView'
import { useResults } from './results-store'
import { followAddress } from './view-store'
import './styles/page.css'

/** The results that a file carries in itself. */
export function ReportPage() {
  const open = useResults((results) => results.open)
  const refusals = useResults((results) => results.refusals)
  const reports = useMemo(() => open.map(({ report }) => report), [open])
  useEffect(followAddress, [])
  useEffect(() => {
    document.title = titleOf(reports)
  }, [reports])
  return (
    <main className="sheet report" data-testid="report-page">
      <header className="report-head">
        <h1>First Token</h1>
        <p className="quiet">{reports.map(describe).join(' · ')}</p>
      </header>
      {refusals.length > 0 && (
        <ul className="refusals" role="alert" data-testid="refusals">
          {refusals.map((refusal) => (
            <li key={refusal}>{refusal}</li>
          ))}
        </ul>
      )}
      {reports.length > 0 ? (
        <ResultsView reports={reports} />
      ) : (
        refusals.length === 0 && (
          <p data-testid="report-empty">
            This is the empty form of a report. ./bench sweep --html fills it with a result.
          </p>
        )
      )}
    </main>
  )
}

function titleOf(reports: readonly Report[]): string {
  return `${reports.map(({ name }) => name).join(', ') || 'Report'} – First Token`
}
