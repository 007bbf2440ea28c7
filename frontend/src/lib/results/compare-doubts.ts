import { doubtTouches } from './doubts'
import { listOf, numberOf, type Raw, rawOf, textOf } from './fields'
import type { Check } from './report'

const MAX_NAME = 60
const MAX_MESSAGE = 1000
const MAX_ENTRIES = 200
const MAX_NAMED = 10

/** The check behind each code of a warning; the others touch every number. */
const CHECKS: Readonly<Record<string, string>> = {
  nothing_sent: 'answered',
  nothing_answered: 'answered',
  most_failed: 'failures',
  failed_requests: 'failures',
  conservation_broken: 'conservation',
  little_broken: 'little',
  load_not_reached: 'load',
  sent_late: 'send_lag',
  client_saturated: 'client_cpu',
  client_cpu_unmeasured: 'client_cpu',
  loop_delay: 'loop_delay',
  client_pauses: 'pauses',
  cpu_stolen: 'steal',
  coalesced_reads: 'coalesced',
  not_streamed: 'coalesced',
  streaming_unseen: 'coalesced',
  prompts_cached: 'prompt_cache',
  tokens_by_events: 'tokens',
  tokens_mixed: 'tokens',
  tokens_disagree: 'tokens',
  short_responses: 'lengths',
  few_for_p95: 'samples',
  few_for_p99: 'samples',
  clock_not_shared: 'clock',
  stamps_absent: 'clock',
}

/** Warnings that make a level not valid. */
const INVALIDATING: ReadonlySet<string> = new Set([
  'nothing_sent',
  'nothing_answered',
  'most_failed',
  'conservation_broken',
  'little_broken',
])

/** Sentences of the warnings of a comparison by their code. */
export type Messages = ReadonlyMap<string, string>

export function messagesOf(raw: Raw): Messages {
  return new Map(
    listOf(raw.warnings)
      .slice(0, MAX_ENTRIES)
      .map(rawOf)
      .map(({ code, message }) => [
        textOf(code, MAX_NAME) ?? '',
        textOf(message, MAX_MESSAGE) ?? '',
      ]),
  )
}

/** Doubts of a level of a comparison as checks of it: its obstacle, rounds left out, warnings. */
export function checksOf(level: Raw, messages: Messages): readonly Check[] {
  const obstacle = rawOf(level.obstacle)
  const code = textOf(obstacle.code, MAX_NAME)
  const message = textOf(obstacle.message, MAX_MESSAGE)
  const rounds = roundsText(level)
  return [
    ...(message === null
      ? []
      : [
          {
            check: code === 'level_not_valid' ? 'valid' : 'comparable',
            verdict: code === 'level_not_valid' ? ('fail' as const) : ('unseen' as const),
            message,
          },
        ]),
    ...(rounds === null ? [] : [{ check: 'rounds', verdict: 'warn' as const, message: rounds }]),
    ...codesOf(level).map((warning) => ({
      check: CHECKS[warning] ?? warning,
      verdict: INVALIDATING.has(warning) ? ('fail' as const) : ('warn' as const),
      message: messages.get(warning) ?? warning,
    })),
  ]
}

/** Sentences that stand beside a verdict on a metric. */
export function doubtsOf(verdict: Raw, metric: string, messages: Messages): readonly string[] {
  const rounds = roundsText(verdict)
  return [
    ...(rounds === null ? [] : [rounds]),
    ...codesOf(verdict)
      .filter((code) => doubtTouches(CHECKS[code] ?? code, metric))
      .map((code) => messages.get(code) ?? code),
  ]
}

function codesOf(raw: Raw): readonly string[] {
  return listOf(raw.warnings)
    .slice(0, MAX_ENTRIES)
    .flatMap((code) => textOf(code, MAX_NAME) ?? [])
}

function roundsText(raw: Raw): string | null {
  const rounds = listOf(raw.doubtful_rounds).flatMap((round) => numberOf(round) ?? [])
  if (rounds.length === 0) {
    return null
  }
  const more = rounds.length > MAX_NAMED ? ` and ${rounds.length - MAX_NAMED} more` : ''
  const names = rounds.slice(0, MAX_NAMED).join(', ') + more
  return rounds.length === 1
    ? `Round ${names} is left out: a check of it failed.`
    : `Rounds ${names} are left out: a check of each failed.`
}
