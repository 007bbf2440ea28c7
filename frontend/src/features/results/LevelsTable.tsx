import { useId, useState } from 'react'
import { TableActions } from '../../charts/ChartFigure'
import { formatCount } from '../../lib/format'
import {
  type LevelCell,
  type LevelRow,
  levelRows,
  levelsTable,
} from '../../lib/results/levels-table'
import { loadText } from '../../lib/results/report'
import { cellText, columnText } from '../../lib/results/table'
import { Doubted } from './Doubted'
import type { Model } from './model'
import { ReasonsBelow } from './Reasons'

/** All levels in one table; a number that a check touches is marked, and says why. */
export function LevelsTable({ model }: { readonly model: Model }) {
  const reasonId = useId()
  const [reasons, setReasons] = useState<readonly string[]>([])
  const levels = levelRows(model.shown)
  return (
    <section className="levels-table" data-testid="levels-table">
      <h3>All numbers</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard too */}
      <section className="wide-table" tabIndex={0} aria-label="All levels">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">target</th>
              <th scope="col">load</th>
              <th scope="col" className="is-number">
                ok
              </th>
              <th scope="col" className="is-number">
                failed
              </th>
              {levels.columns.map((column) => (
                <th key={column.name} scope="col" className="is-number">
                  {columnText(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {levels.rows.map((row) => (
              <Row
                key={`${row.subject.key} ${row.level.index}`}
                row={row}
                units={levels.columns.map(({ unit }) => unit)}
                reasonId={reasonId}
                onReason={setReasons}
              />
            ))}
          </tbody>
        </table>
      </section>
      <ReasonsBelow id={reasonId} sentences={reasons} />
      <div className="chart-actions">
        <TableActions table={levelsTable(levels)} name="levels" />
      </div>
    </section>
  )
}

interface RowProps {
  readonly row: LevelRow
  /** Units of its cells. */
  readonly units: readonly string[]
  readonly reasonId: string
  readonly onReason: (reasons: readonly string[]) => void
}

function Row({ row: { subject, level, cells }, units, reasonId, onReason }: RowProps) {
  const count = (name: string) => {
    const value = level.values.get(name)
    return value === undefined ? '–' : formatCount(value)
  }
  return (
    <tr>
      <th scope="row">{subject.name}</th>
      <td>{loadText(level.load)}</td>
      <td className="is-number">{count('ok')}</td>
      <td className="is-number">{count('failed')}</td>
      {cells.map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: columns have an order
        <td key={index} className="is-number">
          <Value cell={cell} unit={units[index] ?? ''} reasonId={reasonId} onReason={onReason} />
        </td>
      ))}
    </tr>
  )
}

interface ValueProps extends Omit<RowProps, 'row' | 'units'> {
  readonly cell: LevelCell
  readonly unit: string
}

function Value({ cell: { value, doubt, sentences }, unit, reasonId, onReason }: ValueProps) {
  return doubt === null || value === null ? (
    cellText(value, unit)
  ) : (
    <Doubted doubt={doubt} sentences={sentences} reasonId={reasonId} onReason={onReason}>
      {cellText(value, unit)}
    </Doubted>
  )
}
