// biome-ignore-all lint/a11y/noRedundantRoles: a table that is drawn as blocks loses its roles
import { useId, useState } from 'react'
import { TableActions } from '../../charts/ChartFigure'
import type { Metric } from '../../lib/results/metrics'
import type { Comparison, Report } from '../../lib/results/report'
import {
  type VerdictCell,
  type VerdictRow,
  verdictRows,
  verdictTable,
} from '../../lib/results/verdicts'
import { Doubted } from './Doubted'
import { ReasonsBelow } from './Reasons'

const RANGES =
  'The verdicts are corrected for their number (Holm). A range is of its cell alone, so it may leave out 1 without a verdict.'

const RATIOS =
  'A ratio is that of the rounds’ geometric means. That of values of all rounds together may be another.'

/** Findings of a comparison, in words; only a verdict has a colour. */
export function Verdicts({ reports }: { readonly reports: readonly Report[] }) {
  return reports.flatMap(({ comparison, name }) =>
    comparison === null ? [] : [<OneComparison key={name} comparison={comparison} />],
  )
}

function OneComparison({ comparison }: { readonly comparison: Comparison }) {
  return (
    <section className="verdicts" data-testid="verdicts">
      <h3>Compared with {comparison.reference}: what differs?</h3>
      {comparison.isAtDifferentTimes && (
        <p className="alarm">
          The two were measured at different times, so a difference may come from the machine.
        </p>
      )}
      {comparison.verdicts.length > 0 && <p className="note">{RANGES}</p>}
      <VerdictTable comparison={comparison} />
      <div className="chart-actions">
        <TableActions table={verdictTable(comparison)} name="verdicts" />
      </div>
      <Remarks remarks={[RATIOS]} />
      <Remarks remarks={comparison.expectations.map(({ message }) => message)} />
      <Remarks remarks={comparison.notes} />
    </section>
  )
}

function VerdictTable({ comparison }: { readonly comparison: Comparison }) {
  const reasonId = useId()
  const [reasons, setReasons] = useState<readonly string[]>([])
  const { metrics, rows } = verdictRows(comparison)
  if (rows.length === 0) {
    return <p>There is no verdict: too few rounds, or nothing to compare.</p>
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard too */}
      <section className="wide-table" tabIndex={0} aria-label="Verdicts">
        <table role="table" className="data-table verdict-table">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">
                target
              </th>
              <th role="columnheader" scope="col">
                load
              </th>
              {metrics.map((metric) => (
                <th key={metric.key} role="columnheader" scope="col">
                  {metric.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows.map((row) => (
              <tr key={`${row.target} ${row.load}`} role="row">
                <th role="rowheader" scope="row">
                  {row.target}
                </th>
                <td role="cell">{row.load}</td>
                <Cells row={row} metrics={metrics} reasonId={reasonId} onReason={setReasons} />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.some(({ cells }) => cells.some((cell) => cell !== null && cell.doubts.length > 0)) && (
        <ReasonsBelow id={reasonId} sentences={reasons} />
      )}
    </>
  )
}

interface CellsProps {
  readonly row: VerdictRow
  /** Metrics of the cells, which are named in each where the table is a list without headers. */
  readonly metrics: readonly Metric[]
  readonly reasonId: string
  readonly onReason: (reasons: readonly string[]) => void
}

function Cells({ row: { cells, obstacle }, metrics, reasonId, onReason }: CellsProps) {
  if (obstacle !== null && cells.every((cell) => cell === null)) {
    return (
      <td role="cell" className="verdict-obstacle" colSpan={Math.max(1, cells.length)}>
        {obstacle}
      </td>
    )
  }
  return cells.map((cell, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: columns have an order
    <td key={index} role="cell" className="verdict-cell">
      <span className="cell-metric">{metrics[index]?.name}</span>
      {cell === null ? '–' : <Cell cell={cell} reasonId={reasonId} onReason={onReason} />}
    </td>
  ))
}

interface CellProps extends Omit<CellsProps, 'row' | 'metrics'> {
  readonly cell: VerdictCell
}

function Cell({ cell: { words, tone, range, doubts }, reasonId, onReason }: CellProps) {
  return (
    <>
      <span className={`verdict is-${tone}`}>
        {doubts.length === 0 ? (
          words
        ) : (
          <Doubted doubt="warn" sentences={doubts} reasonId={reasonId} onReason={onReason}>
            {words}
          </Doubted>
        )}
      </span>
      {range !== null && <span className="verdict-range">{range}</span>}
    </>
  )
}

function Remarks({ remarks }: { readonly remarks: readonly string[] }) {
  return remarks.length === 0 ? null : (
    <ul className="remarks">
      {[...new Set(remarks)].map((remark) => (
        <li key={remark}>{remark}</li>
      ))}
    </ul>
  )
}
