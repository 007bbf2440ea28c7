import { formatCount, formatNumber, withUnit } from '../format'
import { type Level, type Load, loadText } from './report'
import { type Measured, measure, type Subject } from './subjects'

/** A limit on a time, in ms. */
export interface Limit {
  readonly metric: string
  readonly millis: number
}

/** A level that does not hold a limit; without a number, nothing could be measured there. */
export interface Miss {
  readonly level: Level
  readonly measured: Measured | null
}

/** The highest load that was measured and holds a limit. */
export interface Capacity {
  /** The level that holds it as do all below, or null where the lowest does not. */
  readonly holds: Measured | null
  /** The next load up, or null where all hold. */
  readonly next: Miss | null
  /** True if the next load misses the limit for sure: all of its interval lies beyond. */
  readonly isNextSure: boolean
  /** Highest load above that holds it by its value alone, as the result judges it; or null. */
  readonly seems: Measured | null
}

/** Names of times in objectives that differ from those in the JSON. */
const FAMILIES: Readonly<Record<string, string>> = { e2e: 'dur', due_e2e: 'due_dur' }

/** Limit of an objective such as `ttft:p95<300ms`, or null where it limits something else. */
export function parseObjective(objective: string): Limit | null {
  const match = /^([a-z0-9_]+):p([\d.]+)<=?([\d.]+)(ms|s)$/.exec(objective.replaceAll(' ', ''))
  if (match === null) {
    return null
  }
  const [, family = '', percentile = '', value = '', unit] = match
  const millis = Number(value) * (unit === 's' ? 1000 : 1)
  return Number.isFinite(millis)
    ? { metric: `${FAMILIES[family] ?? family}_p${percentile.replace('.', '')}`, millis }
    : null
}

/** The limit that the runs themselves were given for a metric, or null. */
export function givenLimit(subjects: readonly Subject[], metric: string): number | null {
  const limits = subjects
    .flatMap(({ levels }) => levels.flatMap(({ objectives }) => objectives))
    .map(parseObjective)
  return limits.find((limit) => limit?.metric === metric)?.millis ?? null
}

/** Metrics that the runs’ own limits are about, the first limit first. */
export function givenMetrics(subjects: readonly Subject[]): readonly string[] {
  return subjects
    .flatMap(({ levels }) => levels.flatMap(({ objectives }) => objectives))
    .flatMap((objective) => parseObjective(objective)?.metric ?? [])
}

/** Name of the first result whose own limit for a metric it is, or null. */
export function ownerOfLimit(subjects: readonly Subject[], metric: string): string | null {
  const owner = subjects.find((subject) => givenLimit([subject], metric) !== null)
  return owner?.report.name ?? null
}

/**
 * The load that holds a limit, by what was measured. A load holds it if all of its interval does;
 * without an interval, its value decides. A level that a failed check touches holds nothing, and
 * neither does one without a value.
 */
export function capacityOf(subject: Subject, metric: string, millis: number): Capacity {
  const levels = subject.levels.map((level) => ({ level, measured: measure(level, metric) }))
  if (levels.every(({ measured }) => measured === null)) {
    return { holds: null, next: null, isNextSure: false, seems: null }
  }
  const miss = levels.findIndex(({ measured }) => !holds(measured, millis))
  const next = miss < 0 ? null : (levels[miss] ?? null)
  const above = miss < 0 ? [] : levels.slice(miss)
  const end = above.findIndex(({ measured }) => !isWithin(measured, millis))
  return {
    holds: (miss < 0 ? levels.at(-1) : levels[miss - 1])?.measured ?? null,
    next,
    isNextSure: misses(next?.measured ?? null, millis),
    seems: (end < 0 ? above.at(-1) : above[end - 1])?.measured ?? null,
  }
}

/** The levels that hold a limit, from the lowest load up to the first that does not. */
export function holdingLevels(subject: Subject, metric: string, millis: number): readonly Level[] {
  const miss = subject.levels.findIndex((level) => !holds(measure(level, metric), millis))
  return miss < 0 ? subject.levels : subject.levels.slice(0, miss)
}

function holds(measured: Measured | null, millis: number): boolean {
  return isWithin(measured, millis) && (measured?.interval?.high ?? 0) <= millis
}

/** True if a value holds a limit, whatever its interval is. */
function isWithin(measured: Measured | null, millis: number): boolean {
  return measured !== null && measured.doubt?.verdict !== 'fail' && measured.value <= millis
}

function misses(measured: Measured | null, millis: number): boolean {
  if (measured === null || measured.doubt?.verdict === 'fail') {
    return false
  }
  return Math.min(measured.value, measured.interval?.low ?? measured.value) > millis
}

/** Says in words what load a subject can take: the predicate of a sentence about it. */
export function capacityText({ holds: held, next, isNextSure, seems }: Capacity): string {
  if (held === null && next === null) {
    return 'has no such number'
  }
  if (held === null && next !== null) {
    return isNextSure
      ? `does not hold it at ${loadOf(next)}, the lowest load measured`
      : `can’t be judged at ${loadOf(next)}: ${reasonOf(next)}${seemsText(seems)}`
  }
  if (held === null || next === null) {
    return `holds it at every load measured, up to ${loadOf(held)}`
  }
  return isNextSure
    ? `holds it up to ${loadOf(held)}: the limit lies between ${rangeText(held.level.load, next.level.load)}`
    : `holds it up to ${loadOf(held)}, and can’t be judged at ${loadOf(next)}: ${reasonOf(next)}${seemsText(seems)}`
}

/** The loads that a result says are held, as it judges no interval; a sentence without its end. */
export function seemsText(seems: Measured | null): string {
  return seems === null
    ? ''
    : `. All rounds together hold it up to ${loadOf(seems)}, but their 95\u00a0% interval does not`
}

function loadOf(place: { readonly level: Level } | null): string {
  return place === null ? '' : loadText(place.level.load)
}

/** Reason why a level that was measured can't be judged. */
export function reasonOf({ level, measured }: Miss): string {
  if (measured === null) {
    return level.values.get('ok') === 0 ? 'no response succeeded' : 'it has no value there'
  }
  return measured.doubt?.verdict === 'fail'
    ? 'a check failed'
    : 'the rounds lie on both sides of the limit'
}

function rangeText(from: Load, to: Load): string {
  return `${formatCount(from.value)} and ${loadText(to)}`
}

const MANTISSAS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]

/** Limits that the slider offers: round numbers around the values, and those asked for. */
export function limitSteps(
  values: readonly number[],
  extra: readonly (number | null)[],
): readonly number[] {
  const positive = values.filter((value) => value > 0)
  if (positive.length === 0) {
    return []
  }
  const smallest = positive.reduce((min, value) => Math.min(min, value))
  const largest = positive.reduce((max, value) => Math.max(max, value))
  const first = Math.floor(Math.log10(smallest))
  const last = Math.ceil(Math.log10(largest))
  const min = smallest / 1.5
  const max = largest * 1.5
  const steps: number[] = extra.filter((value): value is number => value !== null && value > 0)
  for (let exponent = first - 1; exponent <= last; exponent++) {
    // Powers and products of decimal fractions are not exact.
    const rounded = MANTISSAS.map((mantissa) => Number((mantissa * 10 ** exponent).toPrecision(2)))
    steps.push(...rounded.filter((step) => step >= min && step <= max))
  }
  return [...new Set(steps)].sort((a, b) => a - b)
}

/** The slider’s first place: the smallest round number that every value holds. */
export function defaultLimit(steps: readonly number[], values: readonly number[]): number | null {
  const max = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  return steps.find((step) => step >= max) ?? steps.at(-1) ?? null
}

/** A limit for people: `300 ms`. */
export function limitText(millis: number): string {
  return withUnit(Number.isInteger(millis) ? formatCount(millis) : formatNumber(millis), 'ms')
}
