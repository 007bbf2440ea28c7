import { formatNumber, withUnit } from '../../lib/format'
import type { Fact, Report } from '../../lib/results/report'

/** The runs: target, model, options, machine and commit, to repeat them by. */
export function RunCards({ reports }: { readonly reports: readonly Report[] }) {
  return (
    <details className="run-cards" data-testid="run-card">
      <summary>{reports.length === 1 ? 'The run' : 'The runs'}: target, options, machine</summary>
      {reports.map((report) => (
        <RunCard key={report.name} report={report} />
      ))}
    </details>
  )
}

function RunCard({ report }: { readonly report: Report }) {
  const { command, tool, startedAt, targets } = report
  const facts: readonly Fact[] = [
    ...(tool === null ? [] : [['measured by', tool] as const]),
    ...(command === null ? [] : [['command', `./bench ${command}`] as const]),
    ['started', startedAt ?? 'unknown'],
    ...targets.map(({ name, url }): Fact => [`target ${name}`, url === '' ? 'not started' : url]),
    ...(tool === null ? [errorOf(report)] : []),
  ]
  return (
    <section className="run-card">
      <h3>{report.name}</h3>
      <Facts facts={facts} />
      <h4>Options</h4>
      <Facts facts={report.options} />
      {report.environment.length > 0 && (
        <>
          <h4>Machine and build</h4>
          <Facts facts={report.environment} />
        </>
      )}
    </section>
  )
}

function errorOf({ calibratedBias }: Report): Fact {
  return [
    'measurement error',
    calibratedBias === null
      ? 'unknown: ./bench calibrate measures it'
      : `${withUnit(formatNumber(calibratedBias), 'ms')} in a median TTFT`,
  ]
}

function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name.replaceAll('_', ' ')}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
