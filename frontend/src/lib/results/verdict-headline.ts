import { formatNumber, withUnit } from '../format'
import type { CommonDoubt } from './doubts'
import { textOfValue } from './headline'
import { metricOf } from './metrics'
import {
  type Comparison,
  type ComparisonVerdict,
  type Level,
  loadKey,
  loadText,
  parseLoad,
  type Report,
} from './report'
import { FLOOR } from './subjects'
import { percentText, rangeText, TOO_FEW, verdictWords } from './verdicts'

/** A sentence that opens the page, and the doubt about its numbers. */
export interface Answer {
  readonly text: string
  readonly doubt: CommonDoubt | null
}

/**
 * The finding of each comparison on a metric, or else on TTFT, and its strongest verdict if that is
 * another one; null if no comparison is open.
 */
export function answerOfComparisons(reports: readonly Report[], metric: string): Answer | null {
  const answers = reports.flatMap(({ name, comparison, levels }) =>
    comparison === null ? [] : [{ name, ...answerOf(comparison, levels, metric) }],
  )
  if (answers.length === 0) {
    return null
  }
  const sentences = [...new Set(answers.flatMap(({ doubts }) => doubts))]
  return {
    text: answers
      .map(({ name, text }) => (answers.length === 1 ? text : `${name}: ${text}`))
      .join(' '),
    doubt: sentences.length === 0 ? null : { verdict: 'warn', reasons: [{ where: '', sentences }] },
  }
}

interface OneAnswer {
  readonly text: string
  readonly doubts: readonly string[]
}

function answerOf(comparison: Comparison, levels: readonly Level[], metric: string): OneAnswer {
  const { reference, verdicts, isAtDifferentTimes } = comparison
  const when = isAtDifferentTimes ? 'Measured at different times: ' : ''
  const different = verdicts.filter(({ verdict }) => verdict !== 'no difference')
  const [strongest] = different.toSorted(byStrength)
  if (strongest === undefined) {
    return { text: `${when}${noDifferenceText(comparison)}`, doubts: [] }
  }
  const isFloor = ({ target }: ComparisonVerdict) => target === FLOOR
  const judged = isFloor(strongest) ? verdicts : verdicts.filter((verdict) => !isFloor(verdict))
  const asked = verdictsOn(metric, judged)
  const [lead] = different.filter((verdict) => asked.includes(verdict)).toSorted(byStrength)
  const text = (verdict: ComparisonVerdict) => differenceText(verdict, reference, levels)
  const [none] = asked
  const opening =
    lead !== undefined
      ? text(lead)
      : none === undefined
        ? ''
        : `No difference in ${metricOf(none.metric).name} is visible.`
  const clearest = lead === strongest ? '' : text(strongest)
  const sentences = [
    opening,
    opening === '' || clearest === '' ? clearest : `The clearest difference: ${clearest}`,
    countText(different, verdicts),
  ].filter((sentence) => sentence !== '')
  return {
    text: `${when}${sentences.join(' ')}`,
    doubts: [...(lead?.doubts ?? []), ...strongest.doubts],
  }
}

/** Verdicts on a metric; without one, those on TTFT. */
function verdictsOn(
  metric: string,
  verdicts: readonly ComparisonVerdict[],
): readonly ComparisonVerdict[] {
  const own = verdicts.filter((verdict) => verdict.metric === metric)
  return own.length > 0 ? own : verdicts.filter((verdict) => verdict.metric.startsWith('ttft_'))
}

/** Servers come before the floor, what nothing touches before the doubtful, and large before small. */
function byStrength(a: ComparisonVerdict, b: ComparisonVerdict): number {
  return (
    Number(a.target === FLOOR) - Number(b.target === FLOOR) ||
    Number(a.doubts.length > 0) - Number(b.doubts.length > 0) ||
    sizeOf(b) - sizeOf(a)
  )
}

/**
 * Least size of a difference: the end of its range that is nearer to 1, so that a large ratio of few rounds does
 * not come before one that is certain. Half as much and twice as much are one size.
 */
function sizeOf({ ratio, low, high }: ComparisonVerdict): number {
  if (ratio === null || ratio <= 0) {
    return 0
  }
  const end = ratio > 1 ? (low ?? ratio) : (high ?? ratio)
  return ratio > 1 ? Math.log(end) : -Math.log(end)
}

function differenceText(
  verdict: ComparisonVerdict,
  reference: string,
  levels: readonly Level[],
): string {
  const { target, ratio } = verdict
  const metric = metricOf(verdict.metric)
  const values = valuesOf(verdict, reference, levels)
  const [own = 0, other = 1] = values
  const isOther =
    ratio !== null && values.length === 2 && formatNumber(own / other) !== formatNumber(ratio)
  const factor =
    ratio === null
      ? ''
      : `${formatNumber(ratio)} times${isOther ? ', by the mean of the rounds,' : ''} `
  const texts = values.map((value) => textOfValue({ value }, metric))
  const details = [
    rangeText(verdict) ?? '',
    texts.length === 2 ? `${isOther ? 'all rounds together: ' : ''}${texts.join(' against ')}` : '',
  ].filter((part) => part !== '')
  const brackets = details.length === 0 ? '' : ` (${details.join('; ')})`
  return `${target} ${verdictWords(verdict)}: ${factor}the ${metric.name} of ${reference} at ${placeOf(verdict)}${brackets}.`
}

/**
 * The values of the two, since a large ratio may be of a small time. Those of all rounds together
 * have another ratio than the mean of the rounds.
 */
function valuesOf(
  { target, metric, level }: ComparisonVerdict,
  reference: string,
  levels: readonly Level[],
): readonly number[] {
  return [target, reference].flatMap((name) => {
    const place = levels.find((one) => one.target === name && loadKey(one.load) === level)
    return place?.values.get(metric) ?? []
  })
}

function countText(
  different: readonly ComparisonVerdict[],
  all: readonly ComparisonVerdict[],
): string {
  const verb = different.length === 1 ? 'shows' : 'show'
  return `${different.length} of ${all.length} ${all.length === 1 ? 'verdict' : 'verdicts'} ${verb} a difference.`
}

/** Says that nothing differs, and how small a difference would have been seen. */
function noDifferenceText({ reference, verdicts, obstacles }: Comparison): string {
  if (verdicts.length === 0) {
    return obstacles.length === 0
      ? `There is no verdict against ${reference}: too few rounds, or nothing to compare.`
      : `There is no verdict against ${reference}; the table says why.`
  }
  const [finest] = verdicts
    .filter(({ smallestVisible }) => smallestVisible !== null && smallestVisible < TOO_FEW)
    .toSorted((a, b) => (a.smallestVisible ?? 0) - (b.smallestVisible ?? 0))
  if (finest !== undefined) {
    return `No difference from ${reference} is visible. The smallest that would be: ${withUnit(percentText(100 * (finest.smallestVisible ?? 0)), '%')} of ${metricOf(finest.metric).name} at ${placeOf(finest)}.`
  }
  return verdicts.every(({ isBelowError }) => isBelowError)
    ? `No difference from ${reference} is larger than the measurement error.`
    : `There are too few rounds to tell a difference from ${reference}.`
}

function placeOf({ level }: ComparisonVerdict): string {
  const load = parseLoad(level)
  return load === null ? level : loadText(load)
}
