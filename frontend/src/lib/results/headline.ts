import { formatCount, formatMillis, formatNumber, withUnit } from '../format'
import { type Metric, metricOf } from './metrics'
import { type Level, loadText } from './report'
import { type Capacity, capacityOf, limitText, type Miss, reasonOf, seemsText } from './slo'
import { type Measured, measure, measureAll, type Subject } from './subjects'

/** Subjects that a sentence can name; the table has all. */
export const MAX_NAMED = 4

/**
 * The answer that opens the page, with its numbers.
 *
 * @param limit the limit that was asked for, or null: the sentence then says what was seen
 */
export function headline(
  subjects: readonly Subject[],
  metric: Metric,
  limit: number | null,
): string {
  const candidates = candidatesOf(subjects)
  if (!candidates.some((subject) => hasValue(subject, metric) || isOfWrk(subject, metric))) {
    return `No level has a value of ${metric.name}.`
  }
  const sentences = candidates
    .slice(0, MAX_NAMED)
    .map((subject) =>
      limit !== null && metric.better === 'lower'
        ? capacitySentence(subject, metric, limit)
        : isOfWrk(subject, metric)
          ? wrkSentence(subject)
          : rangeSentence(subject, metric),
    )
  return [...sentences, ...moreText(candidates.length - MAX_NAMED)].join(' ')
}

/** Subjects that the answer is about: the floor only where there is nothing else. */
export function candidatesOf(subjects: readonly Subject[]): readonly Subject[] {
  const judged = subjects.filter(({ isFloor }) => !isFloor)
  return judged.length === 0 ? subjects : judged
}

function moreText(more: number): readonly string[] {
  return more > 0 ? [`… and ${more} more: see the table.`] : []
}

function noValueText(subject: Subject, metric: Metric): string {
  return `${subject.name} has no value of ${metric.name}.`
}

function capacitySentence(subject: Subject, metric: Metric, limit: number): string {
  const capacity = capacityOf(subject, metric.key, limit)
  const verb = verbOf(capacity)
  if (verb === null) {
    return noValueText(subject, metric)
  }
  const under = `${metric.name} under ${limitText(limit)}`
  const { holds, next, isNextSure, seems } = capacity
  if (holds === null) {
    return `${subject.name} ${verb} ${under}: ${missText(next, metric, isNextSure)}${seemsText(seems)}.`
  }
  const scope = next === null ? 'at every load measured, up to' : 'up to'
  const speed = speedText(holds.level, '; ', ' there')
  return `${subject.name} ${verb} ${under} ${scope} ${loadOf(holds)}${speed}${endText(next)}${seemsText(seems)}.`
}

/** Names the load at which nothing could be measured, or nothing. */
function endText(next: Miss | null): string {
  return next?.measured === null ? `; at ${loadOf(next)} ${reasonOf(next)}` : ''
}

/** Reason why the lowest load is none that holds a limit. */
function missText(lowest: Miss | null, metric: Metric, isSure: boolean): string {
  if (lowest === null) {
    return 'no level has a value'
  }
  if (lowest.measured === null) {
    return `at ${loadOf(lowest)} ${reasonOf(lowest)}`
  }
  const value = `it is ${textOfValue(lowest.measured, metric)} at ${loadOf(lowest)}`
  if (isSure) {
    return `${value}, the lowest load measured`
  }
  return lowest.measured.doubt?.verdict === 'fail'
    ? `${value}, where a check failed`
    : `${value}, and the rounds lie on both sides`
}

function verbOf({ holds, next, isNextSure }: Capacity): string | null {
  if (holds !== null) {
    return 'holds'
  }
  if (next === null) {
    return null
  }
  return isNextSure ? 'does not hold' : 'is not sure to hold'
}

function rangeSentence(subject: Subject, metric: Metric): string {
  const measured = measureAll(subject, metric.key)
  const [first] = measured
  const last = measured.at(-1)
  if (first === undefined || last === undefined) {
    return noValueText(subject, metric)
  }
  const start = `${subject.name} has ${metric.name} of ${placeText(first, metric)}`
  const end = last === first ? '' : ` and ${placeText(last, metric)}`
  const speed = ['tps', 'rps'].includes(metric.key) ? '' : speedText(last.level, ', with ', '')
  return `${start}${end}${speed}.`
}

/** True if wrk or wrk2 loaded a subject, and no other number of it is asked for. */
export function isOfWrk(subject: Subject, metric: Metric): boolean {
  return (
    subject.report.command === 'wrk2' &&
    (['dur', 'due_dur', 'rps'].includes(metric.family) || !hasValue(subject, metric))
  )
}

function hasValue(subject: Subject, { key }: Metric): boolean {
  return measureAll(subject, key).length > 0
}

/** Times of a level of wrk that the answer names. */
export function wrkTimes({ load }: Level): readonly Metric[] {
  const family = load.kind === 'rate' ? 'due_dur' : 'dur'
  return [metricOf(`${family}_p50`), metricOf(`${family}_p99`)]
}

/** Rate that a target achieved of that asked, and how long its responses took. */
function wrkSentence({ name, levels }: Subject): string {
  const [level] = levels
  const speed = level === undefined ? null : measure(level, 'rps')
  if (level === undefined || speed === null) {
    return `${name} has no numbers.`
  }
  const { kind, value } = level.load
  const count = formatCount(speed.value)
  const rate =
    kind === 'rate'
      ? `answered ${count} of the ${withUnit(formatCount(value), 'requests/s')} asked for`
      : `sent ${withUnit(count, 'responses/s')} over ${formatCount(value)} ${value === 1 ? 'connection' : 'connections'}`
  const mark = speed.doubt?.verdict === 'fail' ? ' (a check failed)' : ''
  const times = wrkTimes(level).flatMap((metric, index) => {
    const time = measure(level, metric.key)
    const label = index === 0 ? metric.name : 'p99'
    return time === null ? [] : [`${label} ${textOfValue(time, metric)}`]
  })
  return `${name} ${rate}${mark}${times.length === 0 ? '' : `: ${times.join(', ')}`}.`
}

function placeText(measured: Measured, metric: Metric): string {
  const mark = measured.doubt?.verdict === 'fail' ? ' (a check failed)' : ''
  return `${textOfValue(measured, metric)} at ${loadOf(measured)}${mark}`
}

/** Tokens, or plain requests, per second of a level, unless a check of them failed. */
function speedText(level: Level, before: string, after: string): string {
  const tokens = measure(level, 'tps')
  const speed = tokens ?? measure(level, 'rps')
  return speed === null || speed.doubt?.verdict === 'fail'
    ? ''
    : `${before}${withUnit(formatNumber(speed.value), tokens === null ? 'requests/s' : 'tokens/s')}${after}`
}

/** A value with its unit. */
export function textOfValue({ value }: Pick<Measured, 'value'>, { unit }: Metric): string {
  if (unit === 'ms') {
    return formatMillis(value)
  }
  return unit === 'bytes'
    ? withUnit(formatCount(value / 1024 / 1024), 'MiB')
    : unit === ''
      ? formatNumber(value)
      : withUnit(formatNumber(value), unit)
}

function loadOf({ level }: { readonly level: Level }): string {
  return loadText(level.load)
}
