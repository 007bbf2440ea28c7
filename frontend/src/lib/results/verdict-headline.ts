import { formatNumber } from '../format'
import type { CommonDoubt } from './doubts'
import { metricOf } from './metrics'
import { type Comparison, type ComparisonVerdict, loadText, parseLoad, type Report } from './report'
import { FLOOR } from './subjects'
import { percentText, rangeText, TOO_FEW, verdictWords } from './verdicts'

/** A sentence that opens the page, and the doubt about its numbers. */
export interface Answer {
  readonly text: string
  readonly doubt: CommonDoubt | null
}

/** The strongest verdict of each comparison in a sentence, or null where none is open. */
export function answerOfComparisons(reports: readonly Report[]): Answer | null {
  const answers = reports.flatMap(({ name, comparison }) =>
    comparison === null ? [] : [{ name, ...answerOf(comparison) }],
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

function answerOf(comparison: Comparison): OneAnswer {
  const { reference, verdicts, isAtDifferentTimes } = comparison
  const when = isAtDifferentTimes ? 'Measured at different times: ' : ''
  const different = verdicts.filter(({ verdict }) => verdict !== 'no difference')
  const [strongest] = different.toSorted(byStrength)
  return strongest === undefined
    ? { text: `${when}${noDifferenceText(comparison)}`, doubts: [] }
    : {
        text: `${when}${differenceText(strongest, reference)} ${countText(different, verdicts)}`,
        doubts: strongest.doubts,
      }
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

function differenceText(verdict: ComparisonVerdict, reference: string): string {
  const { target, ratio } = verdict
  const range = rangeText(verdict)
  const factor = ratio === null ? '' : `${formatNumber(ratio)} times `
  const interval = range === null ? '' : ` (${range.replace(' ', '\u00a0')})`
  return `${target} ${verdictWords(verdict)}: ${factor}the ${metricOf(verdict.metric).name} of ${reference} at ${placeOf(verdict)}${interval}.`
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
    return `No difference from ${reference} is visible. The smallest that would be: ${percentText(100 * (finest.smallestVisible ?? 0))} % of ${metricOf(finest.metric).name} at ${placeOf(finest)}.`
  }
  return verdicts.every(({ isBelowError }) => isBelowError)
    ? `No difference from ${reference} is larger than the measurement error.`
    : `There are too few rounds to tell a difference from ${reference}.`
}

function placeOf({ level }: ComparisonVerdict): string {
  const load = parseLoad(level)
  return load === null ? level : loadText(load)
}
