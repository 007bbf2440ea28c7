import type { Numbers, Level as SchemaLevel, Round as SchemaRound } from '../schema/result'
import { amountOf, listOf, type Raw, rawOf, textOf, valuesOf } from './fields'
import type {
  Check,
  Failures,
  Histogram,
  Level,
  Load,
  Round,
  Second,
  SlowRequest,
  Verdict,
} from './report'

const MAX_LEVELS = 500
const MAX_ROUNDS = 500
const MAX_POINTS = 300
const MAX_SLOW = 10
const MAX_OFFSETS = 100
const MAX_ENTRIES = 40
const MAX_NAME = 60
const MAX_MESSAGE = 1000

/** A histogram of a year of nanoseconds with three digits has less than a tenth of it. */
const MAX_HDR_CHARACTERS = 1_000_000

const VERDICTS: readonly Verdict[] = ['pass', 'unseen', 'warn', 'fail']

/** Columns of a series, by the names that the page uses. */
const SERIES_COLUMNS = ['rps', 'tps', 'in_flight', 'ttft_p50', 'ttft_p95', 'errors'] as const

/** Reads the levels of a result. */
export function readLevels(raw: Raw): {
  readonly levels: readonly Level[]
  readonly leftOut: readonly string[]
} {
  const all = listOf(raw.levels)
  const levels = all
    .slice(0, MAX_LEVELS)
    .flatMap((level, index) => readLevel(rawOf(level), index) ?? [])
  const leftOut = [
    all.length > MAX_LEVELS
      ? `Only the first ${MAX_LEVELS} of ${all.length} levels are shown.`
      : '',
    levels.length < Math.min(all.length, MAX_LEVELS)
      ? 'Levels that name no load are left out.'
      : '',
  ]
  return { levels, leftOut: leftOut.filter((sentence) => sentence !== '') }
}

/** Name of a field of a level, which the schema knows. */
const field = (name: keyof Numbers | keyof SchemaLevel): string => name

function readLevel(raw: Raw, index: number): Level | null {
  const load = readLoad(raw)
  if (load === null) {
    return null
  }
  const server = rawOf(raw[field('server')])
  const rounds = listOf(raw[field('rounds')]).slice(0, MAX_ROUNDS).map(readRound)
  const values = new Map(valuesOf(raw))
  for (const cost of ['cpu_per_100k_frames', 'cpu_per_100k_requests', 'peak_rss_bytes']) {
    const value = amountOf(server[cost])
    if (value !== null) {
      values.set(cost, value)
    }
  }
  return {
    index,
    target: textOf(raw[field('target')], MAX_NAME) ?? 'default',
    load,
    values,
    rounds,
    roundCount: Math.max(1, rounds.length),
    trust: listOf(raw[field('trust')]).slice(0, MAX_ENTRIES).flatMap(readCheck),
    objectives: listOf(raw[field('slo')])
      .slice(0, MAX_ENTRIES)
      .flatMap((objective) => textOf(rawOf(objective).objective, MAX_NAME) ?? []),
    histograms: readHistograms(rawOf(raw[field('histograms')])),
    series: readSeries(rawOf(raw.series)),
    slowest: listOf(raw.slowest).slice(0, MAX_SLOW).flatMap(readSlow),
    failures: readFailures(rawOf(raw[field('failures')])),
    finishReasons: Object.entries(rawOf(raw[field('finish_reasons')]))
      .slice(0, MAX_ENTRIES)
      .flatMap(([reason, value]) => {
        const count = amountOf(value)
        return count === null ? [] : [[textOf(reason, MAX_NAME) ?? '', count] as const]
      }),
    tokensFrom: textOf(raw[field('tokens_from')], MAX_NAME),
  }
}

function readLoad(raw: Raw): Load | null {
  const users = amountOf(raw[field('concurrency')])
  if (users !== null && users > 0) {
    return { kind: 'users', value: users, arrivals: null }
  }
  const rate = amountOf(raw[field('rate')])
  if (rate === null || rate <= 0) {
    return null
  }
  const arrivals = textOf(raw[field('arrivals')], MAX_NAME)
  return { kind: 'rate', value: rate, arrivals: arrivals === 'poisson' ? null : arrivals }
}

function readRound(value: unknown, index: number): Round {
  const raw = rawOf(value) as Partial<Record<keyof SchemaRound, unknown>> & Raw
  return {
    round: amountOf(raw.round) ?? index + 1,
    isValid: raw.valid !== false,
    doubt: textOf(raw.doubt),
    values: valuesOf(raw),
  }
}

function readCheck(value: unknown): readonly Check[] {
  const raw = rawOf(value)
  const check = textOf(raw.check, MAX_NAME)
  const verdict = VERDICTS.find((known) => known === raw.verdict)
  return check === null || verdict === undefined
    ? []
    : [{ check, verdict, message: textOf(raw.message, MAX_MESSAGE) ?? '' }]
}

function readHistograms(raw: Raw): ReadonlyMap<string, Histogram> {
  return new Map(
    Object.entries(raw)
      .slice(0, MAX_ENTRIES)
      .flatMap(([name, value]) => {
        const { count, hdr } = rawOf(value)
        return typeof hdr === 'string' &&
          hdr.length <= MAX_HDR_CHARACTERS &&
          typeof count === 'number'
          ? [[name, { count, hdr }] as const]
          : []
      }),
  )
}

/** Longest run that a chart over time shows: a year. */
const MAX_TIME_MS = 366 * 24 * 3_600_000

function isTime(millis: number): boolean {
  return millis >= 0 && millis <= MAX_TIME_MS
}

/** Points of a series, whose columns have one length. */
function readSeries(raw: Raw): readonly Second[] {
  const widths = listOf(raw.width_ms)
  const columns = SERIES_COLUMNS.map((name) => [name, listOf(raw[name])] as const)
  return listOf(raw.t_ms)
    .slice(0, MAX_POINTS)
    .flatMap((at, index) => {
      const atMs = amountOf(at)
      const widthMs = amountOf(widths[index])
      return atMs === null || widthMs === null || !isTime(atMs) || !isTime(widthMs) || widthMs === 0
        ? []
        : [
            {
              atMs,
              widthMs,
              values: valuesOf(
                Object.fromEntries(columns.map(([name, column]) => [name, column[index]])),
              ),
            },
          ]
    })
}

function readSlow(value: unknown): readonly SlowRequest[] {
  const raw = rawOf(value)
  const duration = amountOf(raw.dur)
  return duration === null
    ? []
    : [
        {
          atMs: amountOf(raw.t_ms),
          ttft: amountOf(raw.ttft),
          duration,
          tokens: amountOf(raw.tokens),
          finishReason: textOf(raw.finish_reason, MAX_NAME),
          longestGap: amountOf(raw.longest_gap),
          longestGapAt: amountOf(raw.longest_gap_at),
          offsets: listOf(raw.offsets_ms)
            .slice(0, MAX_OFFSETS)
            .flatMap((offset) => amountOf(offset) ?? []),
        },
      ]
}

function readFailures(raw: Raw): readonly Failures[] {
  return Object.entries(raw)
    .slice(0, MAX_ENTRIES)
    .flatMap(([outcome, value]) => {
      const { count: raw, example } = rawOf(value)
      const count = amountOf(raw)
      return count === null
        ? []
        : [{ outcome: textOf(outcome, MAX_NAME) ?? '', count, example: textOf(example) }]
    })
}
