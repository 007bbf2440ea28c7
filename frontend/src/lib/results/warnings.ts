import type { Level, Report, Warning } from './report'

/** One kind of warning: the check that judges the same, and the warning in a few words. */
interface Kind {
  readonly check?: string
  readonly clause: string
  /** Numbers that it makes doubtful, for results that do not say. */
  readonly spoils?: readonly string[]
}

const KINDS: Readonly<Record<string, Kind>> = {
  nothing_sent: { check: 'answered', clause: 'no request sent' },
  nothing_measured: { check: 'answered', clause: 'no measured request' },
  nothing_answered: { check: 'answered', clause: 'no request succeeded' },
  most_failed: { check: 'failures', clause: 'most requests failed' },
  failed_requests: { clause: 'failed requests' },
  many_failed: { check: 'failures', clause: 'many failed requests' },
  conservation_broken: { check: 'conservation', clause: 'counts that do not add up' },
  little_broken: { check: 'little', clause: 'load and times that do not fit together' },
  load_not_reached: { check: 'load', clause: 'a lower load than planned' },
  sent_late: { check: 'send_lag', clause: 'requests sent late' },
  client_saturated: { check: 'client_cpu', clause: 'a busy client' },
  client_cpu_unmeasured: { clause: 'CPU time of the client not measured' },
  loop_delay: { check: 'loop_delay', clause: 'late event loops of the client' },
  client_pauses: { check: 'pauses', clause: 'pauses of the client’s JVM' },
  cpu_stolen: { check: 'steal', clause: 'CPU time that the host took' },
  coalesced_reads: { check: 'coalesced', clause: 'events that came in one read' },
  prompts_cached: { check: 'prompt_cache', clause: 'cached prompts' },
  tokens_by_events: { check: 'tokens', clause: 'content events counted as tokens' },
  tokens_unknown: { check: 'tokens', clause: 'no counts of tokens' },
  tokens_mixed: { check: 'tokens', clause: 'token counts from several sources' },
  tokens_disagree: { check: 'tokens', clause: 'two counts of tokens that differ' },
  short_responses: { check: 'lengths', clause: 'responses shorter than asked' },
  few_for_p95: { check: 'samples', clause: 'few responses for p95', spoils: ['*_p95'] },
  few_for_p99: { check: 'samples', clause: 'few responses for p99', spoils: ['*_p99'] },
  clock_not_shared: { check: 'clock', clause: 'the server’s own clock' },
  stamps_absent: { check: 'clock', clause: 'no timestamps of the server' },
  not_streamed: { clause: 'responses in one piece' },
  streaming_unseen: { clause: 'streams that the client read too late' },
  connections_closed: { clause: 'connections that the server closed' },
  streams_without_last_event: { clause: 'streams without their last event' },
  streams_of_another_type: { clause: 'streams with another content type' },
  certificate_unchecked: { clause: 'a certificate that was not verified' },
  warmup_failed: { clause: 'failed warm-up requests' },
  no_warmup: { clause: 'no warm-up' },
  partial: { clause: 'a run that ended early' },
  search_undecided: { clause: 'an undecided search' },
  shards_missing: { clause: 'missing shards' },
  shards_partial: { clause: 'shards that ended early' },
  shards_apart: { clause: 'shards that did not run together' },
  shard_clocks_unknown: { clause: 'unknown clocks of shards' },
  not_calibrated: { clause: 'an unknown measurement error' },
  past_ceiling: { clause: 'more events than the client is calibrated for' },
  environments_differ: { clause: 'different machines or builds' },
  options_differ: { clause: 'different options' },
  wrk: { clause: 'what wrk leaves out' },
}

/** Warnings without a remedy, for results that do not say which those are. */
const BEYOND_CONTROL: ReadonlySet<string> = new Set([
  'coalesced_reads',
  'connections_closed',
  'shard_clocks_unknown',
  'stamps_absent',
  'streams_of_another_type',
  'tokens_mixed',
])

/** The check that judges what a warning is about; some warnings are one by themselves. */
export function checkOf(code: string): string {
  return KINDS[code]?.check ?? code
}

/** Sentences of some warnings by the check that judges them, each once. */
export function groupWarnings(
  warnings: readonly Warning[],
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>()
  for (const { code, message } of warnings) {
    const check = checkOf(code)
    groups.set(check, [...new Set([...(groups.get(check) ?? []), message])])
  }
  return groups
}

/** A warning in a few words. */
export function clauseOf(code: string): string {
  return KINDS[code]?.clause ?? code.replaceAll('_', ' ')
}

/** Numbers that a warning makes doubtful: those that the file names, else those of its kind. */
export function spoilsOf(
  code: string,
  named: readonly string[] | undefined,
): readonly string[] | undefined {
  return named ?? KINDS[code]?.spoils
}

/** An interrupted run is said above all numbers already. */
const SAID_ABOVE = 'partial'

/** Warnings of some results that stand beside their checks; those of several name their results. */
export function warningsOf(
  reports: readonly Pick<Report, 'name' | 'warnings'>[],
): readonly Warning[] {
  const names = new Map<string, Set<string>>()
  for (const { name, warnings } of reports) {
    for (const { message } of warnings) {
      names.set(message, (names.get(message) ?? new Set()).add(name))
    }
  }
  const prefix = (message: string) =>
    reports.length > 1 ? `${[...(names.get(message) ?? [])].join(', ')}: ` : ''
  return reports
    .flatMap(({ warnings }) => warnings)
    .filter(({ code }) => code !== SAID_ABOVE)
    .map((warning) => ({ ...warning, message: prefix(warning.message) + warning.message }))
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

/** The line that stands for the warnings of some results that the reader can do nothing about. */
export function beyondControlText(
  reports: readonly Pick<Report, 'warnings' | 'levels'>[],
): string | null {
  const warnings = reports.flatMap((report) => sortWarnings(report.warnings).beyondControl)
  if (warnings.length === 0) {
    return null
  }
  const clauses = [...new Set(warnings.map(({ code }) => clauseOf(code)))]
  const marks = reports.some((report) =>
    sortWarnings(report.warnings).beyondControl.some((warning) =>
      marksSome(warning, report.levels),
    ),
  )
  return `Beyond your control: ${clauses.join(', ')}.${marks ? ' What they touch is marked.' : ''}`
}

/** True if a warning makes a number doubtful that a level of its result has. */
function marksSome({ levels: own = [], spoils: patterns = [] }: Warning, all: readonly Level[]) {
  return all
    .filter(({ index }) => own.length === 0 || own.includes(index))
    .some(({ values }) => [...values.keys()].some((metric) => spoils(patterns, metric)))
}

const STATISTIC = /_(?:p\d+|mean|stddev|min|max)$/

/**
 * True if a warning makes a number doubtful: by its metric, or all percentiles from one on. The
 * maximum is the highest of them.
 */
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

/** Share that a name stands for: 0.999 of `ttft_p999`, 1 of `ttft_max`; of other names −1. */
function shareOf(name: string): number {
  if (name.endsWith('_max')) {
    return 1
  }
  const digits = /_p(\d{2,})$/.exec(name)?.[1]
  return digits === undefined ? -1 : Number(`0.${digits}`)
}

/** Warnings of a result that are about one of its levels, or about all of them. */
export function warningsAt(warnings: readonly Warning[], level: number): readonly Warning[] {
  return warnings.filter(({ levels = [] }) => levels.length === 0 || levels.includes(level))
}
