import { doubtTouches } from './doubts'
import { listOf, numberOf, type Raw, rawOf, textOf } from './fields'
import { readWarnings } from './read-lists'
import { type Check, loadsInWords, type Warning } from './report'
import { checkOf, spoilsOf } from './warnings'

const MAX_NAME = 60
const MAX_MESSAGE = 1000
const MAX_ENTRIES = 200
const MAX_NAMED = 10

/** Warnings that make a level not valid. */
const INVALIDATING: ReadonlySet<string> = new Set([
  'nothing_sent',
  'nothing_measured',
  'nothing_answered',
  'most_failed',
  'conservation_broken',
  'little_broken',
])

/** The warnings of a comparison by their code. */
export type Messages = ReadonlyMap<string, Warning>

export function messagesOf(raw: Raw): Messages {
  return new Map(
    readWarnings(raw.warnings).map((warning) => [
      warning.code,
      { ...warning, message: loadsInWords(warning.message) },
    ]),
  )
}

/** Doubts of a level of a comparison as checks of it: its obstacle, rounds left out, warnings. */
export function checksOf(level: Raw, messages: Messages): readonly Check[] {
  const obstacle = rawOf(level.obstacle)
  const code = textOf(obstacle.code, MAX_NAME)
  const text = textOf(obstacle.message, MAX_MESSAGE)
  const message = text === null ? null : loadsInWords(text)
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
      ...checkOfWarning(warning, messages),
      verdict: INVALIDATING.has(warning) ? ('fail' as const) : ('warn' as const),
    })),
  ]
}

/** Sentences that stand beside a verdict on a metric. */
export function doubtsOf(verdict: Raw, metric: string, messages: Messages): readonly string[] {
  const rounds = roundsText(verdict)
  return [
    ...(rounds === null ? [] : [rounds]),
    ...codesOf(verdict)
      .map((code) => checkOfWarning(code, messages))
      .filter((check) => doubtTouches(check, metric))
      .map(({ message }) => message),
  ]
}

function checkOfWarning(code: string, messages: Messages): Omit<Check, 'verdict'> {
  const warning = messages.get(code)
  const patterns = spoilsOf(code, warning?.spoils)
  return {
    check: checkOf(code),
    message: warning?.message ?? code,
    ...(patterns === undefined ? {} : { spoils: patterns }),
  }
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
