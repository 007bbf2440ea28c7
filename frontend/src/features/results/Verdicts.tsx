import { TableActions } from '../../charts/ChartFigure'
import type { Report } from '../../lib/results/report'
import { type VerdictCell, verdictRows, verdictTable } from '../../lib/results/verdicts'

/** What a comparison found, in words; only a verdict has a colour. */
export function Verdicts({ reports }: { readonly reports: readonly Report[] }) {
  return reports.flatMap(({ comparison, name }) => {
    if (comparison === null) {
      return []
    }
    const { metrics, rows } = verdictRows(comparison)
    return [
      <section key={name} className="verdicts" data-testid="verdicts">
        <h3>Compared with {comparison.reference}: what differs?</h3>
        {comparison.isAtDifferentTimes && (
          <p className="alarm">
            The two were measured at different times, so a difference may come from the machine.
          </p>
        )}
        {rows.length === 0 ? (
          <p>There is no verdict: too few rounds, or nothing to compare.</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard too
          <section className="wide-table" tabIndex={0} aria-label="Verdicts">
            <table className="data-table verdict-table">
              <thead>
                <tr>
                  <th scope="col">target</th>
                  <th scope="col">load</th>
                  {metrics.map((metric) => (
                    <th key={metric.key} scope="col">
                      {metric.name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(({ target, load, cells }) => (
                  <tr key={`${target} ${load}`}>
                    <th scope="row">{target}</th>
                    <td>{load}</td>
                    {cells.map((cell, index) => (
                      <td key={metrics[index]?.key}>
                        {cell === null ? '–' : <Cell cell={cell} />}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
        <div className="chart-actions">
          <TableActions table={verdictTable(comparison)} name="verdicts" />
        </div>
        <Remarks remarks={comparison.expectations.map(({ message }) => message)} />
        <Remarks remarks={comparison.notes} />
      </section>,
    ]
  })
}

function Cell({ cell }: { readonly cell: VerdictCell }) {
  return (
    <>
      <span className={`verdict is-${cell.tone}`}>{cell.words}</span>
      {cell.range !== null && <span className="verdict-range">{cell.range}</span>}
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
