import { amountOf, isRaw, listOf, numberOf, type Raw, rawOf, textOf } from '../fields'
import { type Check, type Level, type Load, loadText, type Report, type Warning } from '../report'
import { warningsAt } from '../warnings'
import {
  blindSpots,
  countChecks,
  type Entry,
  otherLevel,
  otherMeaning,
  otherReport,
  present,
  toolName,
  unseen,
} from './other-report'

const TOOL = 'guidellm'
const MAX_LEVELS = 500
const MAX_WARNINGS = 200
const MAX_MESSAGE = 1000
const MAX_NAME = 60

/** Strategies that a sentence has room for. */
const MAX_TYPES = 4

/** Longest distance of two moments in s that are one and the same. */
const SAME_MOMENT = 0.001

const STATISTICS = [
  ['mean', 'mean'],
  ['min', 'min'],
  ['max', 'max'],
] as const

const PERCENTILES = ['p50', 'p75', 'p90', 'p95', 'p99'] as const

/** True for the `benchmarks.json` of guidellm 0.4 and later. */
export function isGuidellm(raw: Raw): boolean {
  return 'guidellm_version' in rawOf(raw.metadata) && Array.isArray(raw.benchmarks)
}

export function readGuidellm(name: string, raw: Raw): Report {
  const all = listOf(raw.benchmarks)
  const benchmarks = all.slice(0, MAX_LEVELS).map(rawOf)
  const [first] = benchmarks
  const backend = backendOf(raw, rawOf(first?.config))
  const read = benchmarks.flatMap((benchmark) => {
    const level = readLevel(benchmark)
    return level === null ? [] : [{ level, benchmark }]
  })
  const warnings = read
    .flatMap(({ level, benchmark }, index) => warningsOf(benchmark, level, index))
    .slice(0, MAX_WARNINGS)
  return otherReport({
    name,
    tool: toolName(TOOL, rawOf(raw.metadata).guidellm_version),
    startedAt: startOf(first),
    url: backend.target,
    model: backend.model,
    levels: read.map(({ level }, index) => ({ ...level, warnings: warningsAt(warnings, index) })),
    warnings,
    leftOut: [
      ...leftOutText(benchmarks),
      ...(all.length > MAX_LEVELS
        ? [`Only the first ${MAX_LEVELS} of ${all.length} benchmarks are read.`]
        : []),
    ],
  })
}

/** Says how many benchmarks have no load that we know, and of which strategies they are. */
function leftOutText(benchmarks: readonly Raw[]): readonly string[] {
  const dropped = benchmarks.map(strategyOf).filter((strategy) => loadOf(strategy) === null)
  if (dropped.length === 0) {
    return []
  }
  const types = dropped.map(({ type_ }) => textOf(type_, MAX_NAME) ?? 'without a strategy')
  const one = dropped.length === 1
  return [
    `${dropped.length} of ${benchmarks.length} benchmarks ${one ? 'names' : 'name'} no load that this page knows (${[...new Set(types)].slice(0, MAX_TYPES).join(', ')}), and ${one ? 'is' : 'are'} left out.`,
  ]
}

function strategyOf(benchmark: Raw): Raw {
  return rawOf(rawOf(benchmark.config).strategy)
}

/** Its warnings of a benchmark, each of which is about all of its numbers. */
function warningsOf(benchmark: Raw, { load }: Level, index: number): readonly Warning[] {
  return listOf(benchmark.warnings)
    .slice(0, MAX_WARNINGS)
    .map(rawOf)
    .flatMap(({ code, message, note }) => {
      const text = textOf(message, MAX_MESSAGE)
      return text === null
        ? []
        : [
            {
              code: `guidellm ${textOf(code, MAX_NAME) ?? 'warning'}`,
              message: [`At ${loadText(load)}, ${text}`, textOf(note, MAX_MESSAGE) ?? '']
                .join(' ')
                .trim(),
              levels: [index],
              spoils: ['*'],
            },
          ]
    })
}

/** The server, where the second version of the format has it, or the first. */
function backendOf(raw: Raw, config: Raw): Raw {
  const spec = rawOf(rawOf(raw.config).spec)
  return isRaw(spec.backend) ? spec.backend : rawOf(config.backend)
}

function startOf(benchmark: Raw | undefined): string | null {
  const seconds = numberOf(benchmark?.start_time)
  const moment = new Date((seconds ?? Number.NaN) * 1000)
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}

function readLevel(benchmark: Raw): Level | null {
  const load = loadOf(strategyOf(benchmark))
  const metrics = rawOf(benchmark.metrics)
  if (load === null) {
    return null
  }
  const totals = rawOf(metrics.request_totals)
  const ok = amountOf(totals.successful)
  const failed = amountOf(totals.errored)
  const hasWhole = isWhole(rawOf(benchmark.scheduler_metrics))
  const isEven = hasEqualTokens(metrics)
  return otherLevel({
    load,
    values: present([
      ...timesOf('ttft', metrics.time_to_first_token_ms),
      ...timesOf('ttfo', metrics.time_to_first_output_token_ms),
      ...(isEven ? timesOf('tpot', metrics.inter_token_latency_ms) : []),
      ['rps', hasWhole ? meanOf(metrics.requests_per_second) : null],
      ['tps', hasWhole ? meanOf(metrics.output_tokens_per_second) : null],
      ['ok', ok],
      ['failed', failed],
      ['aborted', numberOf(totals.incomplete)],
      ['tokens', numberOf(successful(metrics.output_token_count).total_sum)],
    ]),
    trust: trustOf(load, { ok, failed, hasWhole, isEven }),
  })
}

/** Load of a strategy, or null where we know none like it. */
function loadOf(strategy: Raw): Load | null {
  const type = textOf(strategy.type_, MAX_NAME)
  switch (type) {
    case 'synchronous':
      return users(1, null)
    case 'concurrent':
      return users(numberOf(strategy.streams), null)
    case 'throughput':
      return users(numberOf(strategy.max_concurrency), 'all at once')
    case 'constant':
    case 'poisson': {
      const rate = numberOf(strategy.rate)
      return rate === null || rate <= 0
        ? null
        : { kind: 'rate', value: rate, arrivals: type === 'poisson' ? null : type }
    }
    default:
      return null
  }
}

function users(value: number | null, arrivals: string | null): Load | null {
  return value === null || value <= 0 ? null : { kind: 'users', value, arrivals }
}

function successful(distribution: unknown): Raw {
  return rawOf(rawOf(distribution).successful)
}

function timesOf(family: string, distribution: unknown): readonly Entry[] {
  const { count, percentiles, ...statistics } = successful(distribution)
  if (numberOf(count) === null || count === 0) {
    return []
  }
  return [
    ...STATISTICS.map(
      ([ours, theirs]): Entry => [`${family}_${ours}`, numberOf(statistics[theirs])],
    ),
    ...PERCENTILES.map((one): Entry => [`${family}_${one}`, numberOf(rawOf(percentiles)[one])]),
  ]
}

function meanOf(distribution: unknown): number | null {
  return numberOf(successful(distribution).mean)
}

/** True if rates are of the time from the first send to the last end, as ours are. */
function isWhole(scheduler: Raw): boolean {
  const isSame = (first: unknown, second: unknown) => {
    const [a, b] = [numberOf(first), numberOf(second)]
    return a !== null && b !== null && Math.abs(a - b) <= SAME_MOMENT
  }
  return (
    isSame(scheduler.request_start_time, scheduler.measure_start_time) &&
    isSame(scheduler.request_end_time, scheduler.measure_end_time)
  )
}

/** True if each response has as many tokens, so that a weight by tokens changes nothing. */
function hasEqualTokens(metrics: Raw): boolean {
  const { min, max } = successful(metrics.output_token_count)
  return numberOf(min) !== null && min === max
}

interface Facts {
  readonly ok: number | null
  readonly failed: number | null
  readonly hasWhole: boolean
  readonly isEven: boolean
}

function trustOf(load: Load, { ok, failed, hasWhole, isEven }: Facts): readonly Check[] {
  return [
    ...countChecks(ok, failed),
    otherMeaning(
      'Its request latency ends with the stream, and our E2E with the last content event, so it is left out.',
    ),
    otherMeaning(
      'Its TPOT includes the time to the first token, and ours does not, so it is left out.',
    ),
    ...(isEven
      ? []
      : [
          otherMeaning(
            'Its ITL counts a response once for each token, and our TPOT once, so it is left out.',
          ),
        ]),
    ...(hasWhole
      ? []
      : [
          otherMeaning(
            'Its rates are of a part of the run, without warm-up or cool-down, and ours of all of it, so they are left out.',
          ),
        ]),
    unseen(
      'tokens',
      'The file does not say whether the server counted the tokens, or the chunks did.',
    ),
    ...(load.kind === 'rate'
      ? [unseen('send_lag', `The file has no time from due in our sense.`)]
      : []),
    ...blindSpots(TOOL),
  ]
}
