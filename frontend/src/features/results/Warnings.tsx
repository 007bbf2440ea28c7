import { useMemo } from 'react'
import type { Report, Warning } from '../../lib/results/report'
import {
  beyondControlText,
  groupWarnings,
  sortWarnings,
  warningsOf,
} from '../../lib/results/warnings'

/** Warnings of the runs: a line for each check where the reader can act, and one for all others. */
export function Warnings({ reports }: { readonly reports: readonly Report[] }) {
  const { toAct, beyondControl } = sortWarnings(warningsOf(reports))
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
      {[...groupWarnings(warnings)].map(([check, messages]) => (
        <li key={check}>{messages.join('\n')}</li>
      ))}
    </ul>
  )
}
