import { useEffect, useMemo, useState } from 'react'
import { CopyCommand } from '../../charts/CopyCommand'
import { describe } from './describe'
import { ResultList } from './ResultList'
import { ResultsView } from './ResultsView'
import { closeReport, openFiles, openListed, useResults } from './results-store'
import { followAddress, useView } from './view-store'
import './styles/page.css'

/** The command that makes a first result, of the proxy that serves this page. */
function sweepCommand(origin: string): string {
  const target = /\/\/(localhost|127\.0\.0\.1):8080$/.test(origin) ? '' : ` --base-url=${origin}`
  return `./bench sweep${target} --model=synthetic --results-dir=results/first`
}

/** Results of the bench, chosen from the proxy’s list or dropped as files, alone or side by side. */
export function ResultsPage() {
  const open = useResults((results) => results.open)
  const loading = useResults((results) => results.loading)
  const reports = useMemo(() => open.map(({ report }) => report), [open])
  useEffect(followAddress, [])
  useListed()
  return (
    <main className="sheet" data-testid="results-page">
      <DropArea />
      <Refusals />
      <OpenFiles />
      {reports.length > 0 ? (
        <ResultsView reports={reports} />
      ) : (
        <>
          <h2 className="answer">What can it take, and is it the model or us?</h2>
          <p className="lead">
            Open a result of the bench, or several side by side. Each opens with whether its numbers
            can be trusted. Without one, this makes it:{' '}
            <CopyCommand command={sweepCommand(window.location.origin)} />
          </p>
        </>
      )}
      {loading > 0 && reports.length === 0 && <Skeleton />}
      <ResultList isFolded={reports.length > 0} />
    </main>
  )
}

/** Opens what the address names. */
function useListed(): void {
  const ids = useView((view) => view.open)
  useEffect(() => {
    const controller = new AbortController()
    void openListed(ids, controller.signal)
    return () => controller.abort()
  }, [ids])
}

function DropArea() {
  const [isOver, setOver] = useState(false)
  return (
    <section
      className={isOver ? 'drop-area is-over' : 'drop-area'}
      aria-label="Open files"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        void openFiles([...event.dataTransfer.files])
      }}
    >
      <label className="plain-button">
        Open files
        <input
          type="file"
          className="visually-hidden"
          data-testid="open-files"
          accept=".json,application/json"
          multiple
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])]
            event.currentTarget.value = ''
            void openFiles(files)
          }}
        />
      </label>
      <span className="quiet">
        or drop them here: of ./bench, AIPerf, guidellm or vLLM bench. They stay in this browser.
      </span>
    </section>
  )
}

function Refusals() {
  const refusals = useResults((results) => results.refusals)
  return refusals.length === 0 ? null : (
    <ul className="refusals" role="alert" data-testid="refusals">
      {refusals.map((refusal) => (
        <li key={refusal}>{refusal}</li>
      ))}
    </ul>
  )
}

function OpenFiles() {
  const open = useResults((results) => results.open)
  return open.length === 0 ? null : (
    <ul className="open-files" aria-label="Open results">
      {open.map(({ report, id }, index) => (
        <li key={`${id} ${report.name}`}>
          <span>
            <b>{report.name}</b> {describe(report)}
          </span>
          <button
            type="button"
            className="action"
            aria-label={`Close ${report.name}`}
            onClick={() => closeReport(index)}
          >
            close
          </button>
        </li>
      ))}
    </ul>
  )
}

/** The layout of what is being loaded; it shows only if that takes a moment. */
function Skeleton() {
  return (
    <div className="skeleton" aria-hidden="true">
      <div />
      <div />
      <div />
    </div>
  )
}
