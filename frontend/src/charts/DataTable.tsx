import { formatIn } from '../lib/format'
import {
  type Cell,
  cellText,
  columnText,
  isNumeric,
  MARKS,
  type MarkedNumber,
  type Table,
} from '../lib/results/table'

/** A table whose numbers line up. */
export function DataTable({ table }: { readonly table: Table }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard too
    <section className="wide-table" tabIndex={0} aria-label={table.caption}>
      <table className="data-table">
        <thead>
          <tr>
            {table.columns.map((column, index) => (
              <th
                key={columnText(column)}
                scope="col"
                className={isNumeric(table, index) ? 'is-number' : undefined}
              >
                {columnText(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows never move by themselves
            <tr key={index}>
              {row.map((cell, column) => (
                <TableCell
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns have an order
                  key={column}
                  cell={cell}
                  unit={table.columns[column]?.unit ?? ''}
                  isNumber={isNumeric(table, column)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface CellProps {
  readonly cell: Cell
  readonly unit: string
  readonly isNumber: boolean
}

function TableCell({ cell, unit, isNumber }: CellProps) {
  return (
    <td className={isNumber ? 'is-number' : undefined}>
      {typeof cell === 'object' && cell !== null ? (
        <Marked {...cell} unit={unit} />
      ) : (
        cellText(cell, unit)
      )}
    </td>
  )
}

function Marked({ value, doubt, unit }: MarkedNumber & { readonly unit: string }) {
  return (
    <span className={`marked is-${doubt}`}>
      {formatIn(unit, value)}
      <span aria-hidden="true"> {MARKS[doubt]}</span>
      <span className="visually-hidden">
        {doubt === 'fail' ? ', a check failed' : ', a check asks for care'}
      </span>
    </span>
  )
}
