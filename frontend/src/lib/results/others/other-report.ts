import { formatCount, formatNumber, withUnit } from '../../format'
import { amountOf, textOf } from '../fields'
import {
  type Check,
  type Fact,
  type Level,
  NO_DETAILS,
  type Report,
  type Values,
  type Warning,
} from '../report'

const MAX_NAME = 60

/** A number that a file may have, by our name of it. */
export type Entry = readonly [string, number | null]

/** Numbers of a level that are there and can be true, by their name: none is negative. */
export function present(entries: readonly Entry[]): Values {
  return new Map(
    entries.flatMap(([name, number]) => {
      const value = amountOf(number)
      return value === null ? [] : [[name, value] as const]
    }),
  )
}

/** Level of a file that has neither rounds nor samples. */
export function otherLevel(
  parts: Pick<Level, 'load' | 'values' | 'trust'> & Partial<Level>,
): Level {
  return { ...NO_DETAILS, index: 0, target: 'default', ...parts }
}

interface OtherReport {
  readonly name: string
  /** Tool with its version, as far as the file has it. */
  readonly tool: string
  readonly startedAt: string | null
  readonly url: unknown
  readonly model: unknown
  readonly isPartial?: boolean
  readonly levels: readonly Level[]
  readonly options?: readonly Fact[]
  readonly warnings?: readonly Warning[]
  /** Sentences about parts of the file that are left out. */
  readonly leftOut?: readonly string[]
}

/** Report of a file of another tool. */
export function otherReport(parts: OtherReport): Report {
  const {
    name,
    tool,
    startedAt,
    url,
    model,
    isPartial = false,
    levels,
    options = [],
    warnings = [],
    leftOut = [],
  } = parts
  const modelName = textOf(model)
  return {
    name,
    command: null,
    tool,
    startedAt,
    isPartial,
    isValid: !levels.some(({ trust }) => trust.some(({ verdict }) => verdict === 'fail')),
    targets: [{ name: 'default', url: textOf(url) ?? 'unknown', failure: null }],
    levels: levels.map((level, index) => ({ ...level, index })),
    warnings,
    options: [...(modelName === null ? [] : [['model', modelName] as const]), ...options],
    environment: [],
    calibratedBias: null,
    comparison: null,
    leftOut: [
      `${tool} measured this. The file has no distributions, rounds or seconds, and no CPU of the server.`,
      ...leftOut,
    ],
  }
}

/** Name of a tool with its version. */
export function toolName(tool: string, version: unknown): string {
  return [tool, textOf(version, MAX_NAME) ?? ''].join(' ').trim()
}

/** Check that a file has no data for, with the reason. */
export function unseen(check: string, message: string): Check {
  return { check, verdict: 'unseen', message }
}

/** A number that is left out, since it means something else than ours. */
export function otherMeaning(message: string): Check {
  return { check: 'other_meaning', verdict: 'warn', message }
}

/** Checks of the counts of requests. */
export function countChecks(ok: number | null, failed: number | null): readonly Check[] {
  if (ok === null) {
    return [unseen('answered', 'The file does not say how many requests succeeded.')]
  }
  const answered: Check =
    ok > 0
      ? { check: 'answered', verdict: 'pass', message: `${formatCount(ok)} requests succeeded.` }
      : { check: 'answered', verdict: 'fail', message: 'No request succeeded.' }
  return [answered, failures(ok, failed), samples(ok)]
}

/** Fewest responses of which p95, and p99, is not the slowest. */
const ENOUGH = [
  [20, 'p95'],
  [100, 'p99'],
] as const

function samples(ok: number): Check {
  const [count, percentile] = ENOUGH.find(([enough]) => ok < enough) ?? []
  return count === undefined
    ? { check: 'samples', verdict: 'pass', message: 'There were enough responses.' }
    : {
        check: 'samples',
        verdict: 'warn',
        message: `Fewer than ${count} responses, so ${percentile} says no more than the slowest of them.`,
        spoils: [`*_${percentile}`],
      }
}

/** Times of successful requests, which the failed ones might have changed. */
const LATENCIES = ['ttft', 'ttfo', 'tpot', 'icl', 'dur']

/** Share of failed requests from which a level is not valid, as for the bench. */
const MOST_FAILED = 0.5

function failures(ok: number, failed: number | null): Check {
  if (failed === null) {
    return unseen('failures', 'The file does not say how many requests failed.')
  }
  const share = failed / Math.max(1, ok + failed)
  const hasFailed = share > MOST_FAILED
  return failed === 0
    ? { check: 'failures', verdict: 'pass', message: 'No request failed.' }
    : {
        check: 'failures',
        verdict: hasFailed ? 'fail' : 'warn',
        spoils: hasFailed ? ['*'] : LATENCIES,
        message: `${withUnit(formatNumber(share * 100), '%')} of the requests failed: ${formatCount(failed)}. No percentile includes them.`,
      }
}

/** Checks that every bench makes of itself, and that these tools do not. */
export function blindSpots(tool: string): readonly Check[] {
  return [
    unseen('client_cpu', `${tool} does not measure its own CPU time.`),
    unseen('coalesced', `${tool} does not say how many chunks came in one read.`),
    unseen('clock', `${tool} does not know when a server sent a chunk, so there is no transit.`),
    unseen('steal', `${tool} does not watch the machine that it runs on.`),
  ]
}
