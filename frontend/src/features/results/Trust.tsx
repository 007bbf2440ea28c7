import {
  type CheckSummary,
  countsText,
  countVerdicts,
  levelsText,
  questionOf,
  summarizeChecks,
} from '../../lib/results/doubts'
import type { Report, Verdict } from '../../lib/results/report'
import type { Subject } from '../../lib/results/subjects'
import { warningsOf } from '../../lib/results/warnings'
import { Warnings } from './Warnings'

const WORDS: Readonly<Record<Verdict, string>> = {
  pass: 'yes',
  unseen: 'not checked',
  warn: 'take care',
  fail: 'no',
}

interface Props {
  readonly reports: readonly Report[]
  readonly subjects: readonly Subject[]
}

/** Answers whether the numbers can be believed, in one line; the checks are below it. */
export function Trust({ reports, subjects }: Props) {
  const checks = summarizeChecks(
    subjects.flatMap(({ levels }) => levels),
    warningsOf(reports),
  )
  return (
    <section className="trust" data-testid="trust" aria-label="Can the numbers be trusted?">
      {reports
        .flatMap((report) => alarmsOf(report))
        .map((alarm) => (
          <p key={alarm} className="alarm">
            {alarm}
          </p>
        ))}
      <details>
        <summary data-testid="trust-summary">
          <span className="trust-title">Can the numbers be trusted?</span> {summaryText(checks)}
        </summary>
        <ul className="checks">
          {checks.map((check) => (
            <CheckLine key={check.check} check={check} />
          ))}
        </ul>
      </details>
      <Warnings reports={reports} />
    </section>
  )
}

function summaryText(checks: readonly CheckSummary[]): string {
  const total = checks.length
  if (total === 0) {
    return 'This file has no checks.'
  }
  const counts = countVerdicts(checks)
  const others = countsText(counts)
  if (others === '') {
    return total === 1 ? 'The one check passed.' : `All ${total} checks passed.`
  }
  return counts.pass === 0 ? `${others}.` : `${counts.pass} of ${total} checks passed; ${others}.`
}

function CheckLine({ check }: { readonly check: CheckSummary }) {
  return (
    <li className={`check is-${check.verdict}`}>
      <span className="check-verdict">{WORDS[check.verdict]}</span>
      <span className="check-question">{questionOf(check.check)}</span>
      {check.verdict !== 'pass' && (
        <ul>
          {check.findings.map(({ message, levels }) => (
            <li key={message}>
              {message} {levels.length > 0 && <span className="quiet">({levelsText(levels)})</span>}
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

/** Sentences that stand above all numbers. */
function alarmsOf(report: Report): readonly string[] {
  const failed = report.targets.filter(({ failure }) => failure !== null)
  return [
    report.isValid
      ? ''
      : `${report.name} is not valid: a check failed. Numbers that it touches are grey.`,
    report.isPartial
      ? `${report.name} was interrupted or stopped early. Its numbers are of what had ended by then.`
      : '',
    ...failed.map(({ name, failure }) => `${name} was not measured to the end: ${failure}`),
    ...report.leftOut,
  ].filter((sentence) => sentence !== '')
}
