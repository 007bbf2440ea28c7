import { formatUtc } from '../../lib/format'
import type { Report } from '../../lib/results/report'
import { optionOf } from '../../lib/results/subjects'

/** Start, model, machine and commit of a run, as far as its file names them. */
export function describe(report: Report): string {
  const facts = new Map(report.environment)
  const cpu = facts.get('cpu')
  const cores = facts.get('cores')
  const machine = cpu ?? facts.get('machine') ?? ''
  const commit = facts.get('commit')
  return [
    report.startedAt === null ? '' : formatUtc(report.startedAt),
    optionOf(report, 'model') ?? '',
    machine,
    cpu === undefined || cores === undefined ? '' : coresText(cores),
    // A commit alone does not tell of changes beside it.
    commit === undefined ? '' : `commit ${commit.replace(/^(.{12}).*?(-dirty)?$/s, '$1$2')}`,
  ]
    .filter((part) => part !== '')
    .join(', ')
}

function coresText(cores: string): string {
  return cores === '1' ? '1 core' : `${cores} cores`
}
