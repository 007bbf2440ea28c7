import type { Bucket } from './hdr'

/** One load of a level: so many users at once, or so many requests per second. */
export interface Load {
  readonly kind: 'users' | 'rate'
  readonly value: number
  /** Arrivals where they are not Poisson’s, or where users send one request each; else null. */
  readonly arrivals: string | null
}

export type Verdict = 'pass' | 'unseen' | 'warn' | 'fail'

export interface Check {
  readonly check: string
  readonly verdict: Verdict
  readonly message: string
  /** Numbers that it touches, where the file says so: see {@link Warning}. */
  readonly spoils?: readonly string[]
}

/** Numbers by their JSON name; one that does not exist is missing. */
export type Values = ReadonlyMap<string, number>

export interface Round {
  readonly round: number
  readonly isValid: boolean
  /** Reason why its values may not enter a comparison, or null. */
  readonly doubt: string | null
  readonly values: Values
}

/** Histogram of nanoseconds, as its file has it: encoded, or bucket by bucket. */
export type Histogram =
  | {
      readonly count: number
      /** HdrHistogram, encoding V2, compressed, in Base64. */
      readonly hdr: string
    }
  | { readonly count: number; readonly buckets: readonly Bucket[] }

/** A stretch of a level's time, a second where the level is not long. */
export interface Second {
  /** Its start, from the first measured send. */
  readonly atMs: number
  readonly widthMs: number
  readonly values: Values
}

/** One of the slowest requests of a level; times in ms from its send. */
export interface SlowRequest {
  readonly atMs: number | null
  readonly ttft: number | null
  readonly duration: number
  readonly tokens: number | null
  readonly finishReason: string | null
  readonly longestGap: number | null
  readonly longestGapAt: number | null
  /** Arrival of its content events; a long response has some of them. */
  readonly offsets: readonly number[]
}

export interface Failures {
  readonly outcome: string
  readonly count: number
  readonly example: string | null
}

/** One load of one target. */
export interface Level {
  readonly index: number
  readonly target: string
  readonly load: Load
  readonly values: Values
  readonly rounds: readonly Round[]
  /** Rounds that its values are of, or null where the file does not say. */
  readonly roundCount: number | null
  readonly trust: readonly Check[]
  /** Warnings of the result that are about it. */
  readonly warnings?: readonly Warning[]
  /** Objectives as they were given: `ttft:p95<300ms`. */
  readonly objectives: readonly string[]
  readonly histograms: ReadonlyMap<string, Histogram>
  readonly series: readonly Second[]
  readonly slowest: readonly SlowRequest[]
  readonly failures: readonly Failures[]
  readonly finishReasons: readonly (readonly [string, number])[]
  readonly tokensFrom: string | null
}

/** Parts of a level that a file without them leaves empty. */
export const NO_DETAILS = {
  rounds: [],
  roundCount: 1,
  objectives: [],
  histograms: new Map(),
  series: [],
  slowest: [],
  failures: [],
  finishReasons: [],
  tokensFrom: null,
} satisfies Partial<Level>

export interface Warning {
  readonly code: string
  readonly message: string
  /** Indices of the levels that it is about; empty or missing: all. */
  readonly levels?: readonly number[]
  /** True if the reader can do something about it; missing in results of earlier versions. */
  readonly isActionable?: boolean
  /** Numbers that it makes doubtful: `ttft`, `ttft_p95`, `*_p99` and higher, `*`. */
  readonly spoils?: readonly string[]
}

export interface Target {
  readonly name: string
  readonly url: string
  readonly failure: string | null
}

export interface ComparisonVerdict {
  readonly metric: string
  readonly level: string
  readonly target: string
  readonly ratio: number | null
  readonly low: number | null
  readonly high: number | null
  readonly verdict: 'faster' | 'slower' | 'no difference'
  readonly smallestVisible: number | null
  readonly isBelowError: boolean
  /** Pairs of rounds that the ratio is of, or null. */
  readonly pairs: number | null
  /** Sentences on what touches it. */
  readonly doubts: readonly string[]
}

/** Reason why a target has no verdicts at a load. */
export interface Obstacle {
  readonly target: string
  readonly level: string
  readonly message: string
}

export interface Expectation {
  readonly outcome: string
  readonly message: string
}

export interface Comparison {
  readonly reference: string
  readonly mode: string
  readonly rounds: number
  readonly isAtDifferentTimes: boolean
  readonly verdicts: readonly ComparisonVerdict[]
  readonly obstacles: readonly Obstacle[]
  readonly expectations: readonly Expectation[]
  readonly notes: readonly string[]
}

/** A pair of a name and a value, for people. */
export type Fact = readonly [string, string]

/** One result file, as far as the page shows it. Every text is cut to a length that can be drawn. */
export interface Report {
  readonly name: string
  /** Command of the bench, or null where another tool wrote the file. */
  readonly command: string | null
  /** Tool that measured, with its version, such as `wrk 4.1.0`; null where it is the bench. */
  readonly tool: string | null
  readonly startedAt: string | null
  readonly isPartial: boolean
  readonly isValid: boolean
  readonly targets: readonly Target[]
  readonly levels: readonly Level[]
  readonly warnings: readonly Warning[]
  readonly options: readonly Fact[]
  readonly environment: readonly Fact[]
  /** Median measurement error of TTFT in ms, or null where it is not known. */
  readonly calibratedBias: number | null
  readonly comparison: Comparison | null
  /** Sentences that stand above all numbers: what the file lacks, or what was too much to show. */
  readonly leftOut: readonly string[]
}

/** Key of a load, as the bench writes it: `c=8`, `r=20/s`, `r=20/s constant`. */
export function loadKey({ kind, value, arrivals }: Load): string {
  const text = kind === 'users' ? `c=${value}` : `r=${value}/s`
  return arrivals === null ? text : `${text} ${arrivals}`
}

/** A load for people: `8 users`, `20 requests/s`. */
export function loadText({ kind, value, arrivals }: Load): string {
  const unit =
    kind === 'users' ? (value === 1 ? 'user' : 'users') : value === 1 ? 'request/s' : 'requests/s'
  const text = `${value} ${unit}`
  return arrivals === null ? text : `${text}, ${arrivals}`
}

/** A sentence of the bench whose loads are words: `8 users` for `c=8`. */
export function loadsInWords(sentence: string): string {
  return sentence.replace(/\b(?:c=\d+|r=\d+(?:\.\d+)?\/s)(?: constant\b)?/g, (key) => {
    const load = parseLoad(key)
    return load === null ? key : loadText(load)
  })
}

/** Load of a key as the bench writes it, or null. */
export function parseLoad(key: string): Load | null {
  const match = /^(?:c=(\d+)|r=(\d+(?:\.\d+)?)\/s)(?: ([a-z]+))?$/.exec(key)
  if (match === null) {
    return null
  }
  const [, users, rate, arrivals] = match
  return {
    kind: users === undefined ? 'rate' : 'users',
    value: Number(users ?? rate),
    arrivals: arrivals ?? null,
  }
}
