import { type Check, type Level, loadText, type Verdict, type Warning } from './report'
import { checkOf, clauseOf, groupWarnings, spoils, spoilsOf } from './warnings'

/** Reason to doubt a number. One from a failed check has the verdict `fail` and greys the number. */
export interface Doubt {
  readonly verdict: 'warn' | 'fail'
  readonly sentences: readonly string[]
}

/** Sentences about the same levels. */
export interface Reason {
  /** Names of the levels; empty where the sentences name them. */
  readonly where: string
  readonly sentences: readonly string[]
}

/** Doubt about several numbers together. */
export interface CommonDoubt {
  readonly verdict: 'warn' | 'fail'
  readonly reasons: readonly Reason[]
}

type Touches = (metric: string) => boolean

const all: Touches = () => true
const times: Touches = (metric) =>
  /^(ttft|due_ttft|ttfo|ttfb|tpot|icl|dur|due_dur|transit|due_delay|send_lag|close)/.test(metric)
const of =
  (...families: string[]): Touches =>
  (metric) =>
    families.some((family) => metric.startsWith(family))

/** The numbers that each check touches, with the question that it answers. */
const CHECKS: Readonly<Record<string, { readonly question: string; readonly touches: Touches }>> = {
  answered: { question: 'Did the server respond?', touches: all },
  failures: { question: 'Did requests fail?', touches: all },
  failed_requests: { question: 'Did requests fail?', touches: times },
  conservation: { question: 'Do the counts of requests add up?', touches: all },
  little: { question: 'Do load and times fit together (Little’s law)?', touches: all },
  load: { question: 'Was the planned load really there?', touches: all },
  send_lag: {
    question: 'Were the requests sent on time?',
    touches: of('due_', 'send_lag', 'ttft', 'ttfb', 'rps'),
  },
  client_cpu: { question: 'Had the client CPU to spare?', touches: times },
  client_cpu_unmeasured: { question: 'Had the client CPU to spare?', touches: times },
  loop_delay: { question: 'Did the client read in time?', touches: times },
  pauses: { question: 'Did the client run without pauses?', touches: times },
  steal: { question: 'Had the machine its cores to itself?', touches: times },
  coalesced: { question: 'Did the chunks arrive one by one?', touches: of('icl', 'tpot') },
  prompt_cache: {
    question: 'Did the server compute the prompts anew?',
    touches: of('ttft', 'ttfo', 'due_ttft', 'dur'),
  },
  tokens: {
    question: 'Are the counts of tokens sure?',
    touches: of('tps', 'tpot', 'request_tps', 'total_tps', 'tokens'),
  },
  lengths: {
    question: 'Are the responses as long as asked?',
    touches: of('rps', 'tps', 'total_tps', 'dur', 'due_dur'),
  },
  samples: {
    question: 'Were there enough responses for the percentiles?',
    touches: (metric) => spoils(['*_p99'], metric),
  },
  omission: {
    question: 'Do the latencies include the wait for a slow server?',
    touches: of('dur'),
  },
  adjusted: { question: 'Had the tool adjusted itself before it measured?', touches: times },
  other_meaning: {
    question: 'Do all of its numbers mean what ours mean?',
    touches: () => false,
  },
  chunks: {
    question: 'Does it stop its times at events with content only?',
    touches: of('ttft', 'tpot', 'icl', 'dur'),
  },
  valid: { question: 'Did every check of the level pass?', touches: all },
  comparable: { question: 'Can the targets be compared?', touches: all },
  rounds: { question: 'Did every round count?', touches: all },
  not_streamed: { question: 'Did the server stream?', touches: of('tpot', 'icl') },
  streaming_unseen: {
    question: 'Did the client see whether the server streamed?',
    touches: of('tpot', 'icl'),
  },
  clock: {
    question: 'Do server and client share a clock?',
    touches: of('transit', 'due_delay', 'lateness'),
  },
}

/** True if a check touches a number, by its file or else by its name; an unknown one touches all. */
export function doubtTouches(
  { check, spoils: patterns }: Pick<Check, 'check' | 'spoils'>,
  metric: string,
): boolean {
  return patterns === undefined ? (CHECKS[check]?.touches ?? all)(metric) : spoils(patterns, metric)
}

/** Question that a check answers, in words for people who are new to it. */
export function questionOf(check: string): string {
  const clause = clauseOf(check)
  return CHECKS[check]?.question ?? `${clause.charAt(0).toUpperCase()}${clause.slice(1)}`
}

/** A check that did not pass, or a warning that no check of its level judges. */
interface Finding extends Check {
  /** True if its sentence names the levels that it is about. */
  readonly namesLevels?: boolean
}

/** Findings of a level that touch a number. */
function findingsOf(level: Level, metric: string): readonly Finding[] {
  const { trust, warnings = [] } = level
  const judged = new Set(trust.map(({ check }) => check))
  const others = warnings
    .filter(({ code }) => !judged.has(checkOf(code)))
    .map(({ code, message, spoils: named }): Finding => {
      const patterns = spoilsOf(code, named) ?? []
      return { check: checkOf(code), verdict: 'warn', message, spoils: patterns, namesLevels: true }
    })
  return [...trust.map((check) => withSpoils(check, warnings)), ...others].filter(
    (check) =>
      (check.verdict === 'warn' || check.verdict === 'fail') && doubtTouches(check, metric),
  )
}

/**
 * A check that warns, with the numbers that its warnings name. If they name none, or if it failed,
 * it touches the numbers of its kind.
 */
function withSpoils(check: Check, warnings: readonly Warning[]): Check {
  const named = warnings
    .filter(({ code }) => checkOf(code) === check.check)
    .flatMap(({ code, spoils: patterns }) => spoilsOf(code, patterns) ?? [])
  return check.verdict === 'fail' || named.length === 0 ? check : { ...check, spoils: named }
}

/** Doubt about one number of a level, or null. */
export function doubtOf(level: Level, metric: string): Doubt | null {
  const found = findingsOf(level, metric)
  return found.length === 0
    ? null
    : {
        verdict: found.some(({ verdict }) => verdict === 'fail') ? 'fail' : 'warn',
        sentences: found.map(({ message }) => message),
      }
}

/** Marks of a doubt in a text or a table. */
export function doubtText(doubt: Doubt | null): string {
  return doubt === null ? '' : doubt.verdict === 'fail' ? 'a check failed' : 'a check warns'
}

/** The graver one of two doubts, with the sentences of both. */
export function joinDoubts(first: Doubt | null, second: Doubt | null): Doubt | null {
  if (first === null || second === null) {
    return first ?? second
  }
  return {
    verdict: first.verdict === 'fail' || second.verdict === 'fail' ? 'fail' : 'warn',
    sentences: [...new Set([...first.sentences, ...second.sentences])],
  }
}

/** The checks of all levels by their question, the worst first. */
export interface CheckSummary {
  readonly check: string
  readonly verdict: Verdict
  /** Sentences of the worst verdict, each with the levels that it is about. */
  readonly findings: readonly { readonly message: string; readonly levels: readonly Level[] }[]
}

const ORDER: readonly Verdict[] = ['fail', 'warn', 'unseen', 'pass']

/** Sums up the checks of some levels; a warning that none of them judges counts as a check. */
export function summarizeChecks(
  levels: readonly Level[],
  warnings: readonly Warning[] = [],
): readonly CheckSummary[] {
  const names = new Set(levels.flatMap(({ trust }) => trust.map(({ check }) => check)))
  const others = groupWarnings(warnings.filter(({ code }) => !names.has(checkOf(code))))
  return [
    ...[...names].map((name) => summarize(name, levels)),
    ...[...others].map(
      ([check, messages]): CheckSummary => ({
        check,
        verdict: 'warn',
        findings: messages.map((message) => ({ message, levels: [] })),
      }),
    ),
  ].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))
}

function summarize(name: string, levels: readonly Level[]): CheckSummary {
  const entries = levels.flatMap((level) =>
    level.trust.filter(({ check }) => check === name).map((check) => ({ check, level })),
  )
  const verdict =
    ORDER.find((worst) => entries.some(({ check }) => check.verdict === worst)) ?? 'pass'
  const findings = new Map<string, Level[]>()
  for (const { check, level } of entries) {
    if (check.verdict === verdict) {
      findings.set(check.message, [...(findings.get(check.message) ?? []), level])
    }
  }
  return {
    check: name,
    verdict,
    findings: [...findings].map(([message, touched]) => ({ message, levels: touched })),
  }
}

/** Counts of the checks by their verdict. */
export function countVerdicts(
  checks: readonly Pick<Check, 'verdict'>[],
): Readonly<Record<Verdict, number>> {
  const counts = { pass: 0, unseen: 0, warn: 0, fail: 0 }
  for (const { verdict } of checks) {
    counts[verdict]++
  }
  return counts
}

/** Counts of the checks that did not pass, in words: `2 ask for care, 1 could not be made`. */
export function countsText({ fail, warn, unseen }: Readonly<Record<Verdict, number>>): string {
  return [
    fail > 0 ? `${fail} failed` : '',
    warn > 0 ? `${warn} ${warn === 1 ? 'asks' : 'ask'} for care` : '',
    unseen > 0 ? `${unseen} could not be made` : '',
  ]
    .filter((part) => part !== '')
    .join(', ')
}

const MAX_NAMED = 4

/** Names of levels, as far as a sentence has room for them. */
export function levelsText(levels: readonly Level[], max: number = MAX_NAMED): string {
  const names = [...new Set(levels.map(levelName))]
  const more = names.length - max
  return more > 0 ? `${names.slice(0, max).join('; ')} and ${more} more` : names.join('; ')
}

function levelName({ target, load }: Level): string {
  return target === 'default' ? loadText(load) : `${target} at ${loadText(load)}`
}

/** A number that is drawn or named. */
export interface Place {
  readonly level: Level
  readonly metric: string
}

/** Checks that a mark beside a chart has room for. */
const MAX_SENTENCES = 4

/** Doubt about several numbers together: a sentence for each check, by the levels that it touches. */
export function doubtAbout(places: readonly Place[]): CommonDoubt | null {
  const found = places.flatMap(({ level, metric }) =>
    findingsOf(level, metric).map((check) => ({ check, level })),
  )
  if (found.length === 0) {
    return null
  }
  const names = [...new Set(found.map(({ check }) => check.check))]
  const byLevels = new Map<string, string[]>()
  for (const name of names.slice(0, MAX_SENTENCES)) {
    const ofCheck = found
      .filter(({ check }) => check.check === name)
      .toSorted((a, b) => ORDER.indexOf(a.check.verdict) - ORDER.indexOf(b.check.verdict))
    for (const { check } of ofCheck.slice(0, 1)) {
      const levels = ofCheck.map(({ level }) => level)
      const where = check.namesLevels === true ? '' : levelsText(levels, 2)
      byLevels.set(where, [...(byLevels.get(where) ?? []), check.message])
    }
  }
  const more = names.length - MAX_SENTENCES
  return {
    verdict: found.some(({ check }) => check.verdict === 'fail') ? 'fail' : 'warn',
    reasons: [
      ...[...byLevels].map(([where, sentences]) => ({ where, sentences })),
      ...(more > 0 ? [{ where: '', sentences: [`${more} more: see the checks above.`] }] : []),
    ],
  }
}
