import { useMemo } from 'react'
import type { Report, Warning } from '../../lib/results/report'
import { beyondControlText, sortWarnings } from '../../lib/results/warnings'

/** An interrupted run is said above all numbers already. */
const SAID_ABOVE: ReadonlySet<string> = new Set(['partial'])

/** Warnings of the runs: a sentence each where the reader can act, and one line for all others. */
export function Warnings({ reports }: { readonly reports: readonly Report[] }) {
  const { toAct, beyondControl } = sortWarnings(
    reports.flatMap(({ warnings }) => warnings).filter(({ code }) => !SAID_ABOVE.has(code)),
  )
  const line = useMemo(() => beyondControlText(reports), [reports])
  return (
    <>
      {toAct.length > 0 && <Sentences warnings={toAct} testId="warnings" />}
      {line !== null && (
        <details className="beyond-control" data-testid="beyond-control">
          <summary>{line}</summary>
          <Sentences warnings={beyondControl} />
        </details>
      )}
    </>
  )
}

interface SentencesProps {
  readonly warnings: readonly Warning[]
  readonly testId?: string
}

function Sentences({ warnings, testId }: SentencesProps) {
  return (
    <ul className="warnings" data-testid={testId}>
      {warnings.map(({ message }) => (
        <li key={message}>{message}</li>
      ))}
    </ul>
  )
}
