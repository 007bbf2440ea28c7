import type { Warning } from './report'

/** One kind of warning: the check that judges the same, and the warning in a few words. */
interface Kind {
  readonly check?: string
  readonly clause: string
}

const KINDS: Readonly<Record<string, Kind>> = {
  nothing_sent: { check: 'answered', clause: 'no request sent' },
  nothing_answered: { check: 'answered', clause: 'no request succeeded' },
  most_failed: { check: 'failures', clause: 'most requests failed' },
  failed_requests: { check: 'failures', clause: 'failed requests' },
  conservation_broken: { check: 'conservation', clause: 'counts that do not add up' },
  little_broken: { check: 'little', clause: 'load and times that do not fit together' },
  load_not_reached: { check: 'load', clause: 'a lower load than planned' },
  sent_late: { check: 'send_lag', clause: 'requests sent late' },
  client_saturated: { check: 'client_cpu', clause: 'a busy bench' },
  client_cpu_unmeasured: { check: 'client_cpu', clause: 'CPU time of the bench not measured' },
  loop_delay: { check: 'loop_delay', clause: 'late event loops of the bench' },
  client_pauses: { check: 'pauses', clause: 'pauses of the bench' },
  cpu_stolen: { check: 'steal', clause: 'CPU time that the host took' },
  coalesced_reads: { check: 'coalesced', clause: 'events that came in one read' },
  prompts_cached: { check: 'prompt_cache', clause: 'cached prompts' },
  tokens_by_events: { check: 'tokens', clause: 'content events counted as tokens' },
  tokens_unknown: { check: 'tokens', clause: 'no counts of tokens' },
  tokens_mixed: { check: 'tokens', clause: 'token counts from several sources' },
  tokens_disagree: { check: 'tokens', clause: 'two counts of tokens that differ' },
  short_responses: { check: 'lengths', clause: 'responses shorter than asked' },
  few_for_p95: { check: 'samples', clause: 'few responses for p95' },
  few_for_p99: { check: 'samples', clause: 'few responses for p99' },
  clock_not_shared: { check: 'clock', clause: 'the server’s own clock' },
  stamps_absent: { check: 'clock', clause: 'no timestamps of the server' },
  not_streamed: { clause: 'responses in one piece' },
  streaming_unseen: { clause: 'streams that the bench read too late' },
  connections_closed: { clause: 'connections that the server closed' },
  streams_without_last_event: { clause: 'streams without their last event' },
  streams_of_another_type: { clause: 'streams with another content type' },
  certificate_unchecked: { clause: 'a certificate that was not verified' },
  warmup_failed: { clause: 'failed warm-up requests' },
  no_warmup: { clause: 'no warm-up' },
  partial: { clause: 'a run that ended early' },
  search_undecided: { clause: 'an undecided search' },
  not_calibrated: { clause: 'an unknown error of the bench' },
  past_ceiling: { clause: 'more events than the bench is calibrated for' },
  environments_differ: { clause: 'different machines or builds' },
  options_differ: { clause: 'different options' },
}

/** Causes in the server or the machine, for results that do not say which warnings have them. */
const BEYOND_CONTROL: ReadonlySet<string> = new Set([
  'client_cpu_unmeasured',
  'client_pauses',
  'clock_not_shared',
  'coalesced_reads',
  'connections_closed',
  'cpu_stolen',
  'loop_delay',
  'stamps_absent',
  'tokens_mixed',
])

/** The check that judges what a warning is about; some warnings are one by themselves. */
export function checkOf(code: string): string {
  return KINDS[code]?.check ?? code
}

/** A warning in a few words. */
export function clauseOf(code: string): string {
  return KINDS[code]?.clause ?? code.replaceAll('_', ' ')
}

/** Warnings by what a reader can do about them; each sentence stands once. */
export interface SortedWarnings {
  readonly toAct: readonly Warning[]
  readonly beyondControl: readonly Warning[]
}

export function sortWarnings(warnings: readonly Warning[]): SortedWarnings {
  const once = [...new Map(warnings.map((warning) => [warning.message, warning])).values()]
  return {
    toAct: once.filter(canAct),
    beyondControl: once.filter((warning) => !canAct(warning)),
  }
}

function canAct({ code, isActionable }: Warning): boolean {
  return isActionable ?? !BEYOND_CONTROL.has(code)
}

/** The line that stands for the warnings that the reader can do nothing about. */
export function beyondControlText(warnings: readonly Warning[]): string {
  const clauses = [...new Set(warnings.map(({ code }) => clauseOf(code)))]
  return `Beyond your control: ${clauses.join(', ')}. What they touch is marked.`
}

const STATISTIC = /_(?:p\d+|mean|stddev|min|max)$/

/** True if a warning makes a number doubtful: by its metric, or all percentiles from one on. */
export function spoils(patterns: readonly string[], metric: string): boolean {
  const share = shareOf(metric)
  return patterns.some(
    (pattern) =>
      pattern === '*' ||
      pattern === metric ||
      pattern === metric.replace(STATISTIC, '') ||
      (pattern.startsWith('*_p') && share >= shareOf(pattern)),
  )
}

/** Share that a percentile’s name stands for: 0.999 of `ttft_p999`; of other names −1. */
function shareOf(name: string): number {
  const digits = /_p(\d{2,})$/.exec(name)?.[1]
  return digits === undefined ? -1 : Number(`0.${digits}`)
}

/** Warnings of a result that are about one of its levels, or about all of them. */
export function warningsAt(warnings: readonly Warning[], level: number): readonly Warning[] {
  return warnings.filter(({ levels = [] }) => levels.length === 0 || levels.includes(level))
}
