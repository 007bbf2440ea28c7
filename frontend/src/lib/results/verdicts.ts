import { formatNumber, withUnit } from '../format'
import { type Metric, metricOf } from './metrics'
import { type Comparison, type ComparisonVerdict, loadText, parseLoad } from './report'
import type { Table } from './table'

/** One verdict in words. Its tone is `none` unless the verdict says that something differs. */
export interface VerdictCell {
  readonly words: string
  readonly tone: 'better' | 'worse' | 'none'
  /** The interval of the ratio, and the smallest visible difference below the one found; or null. */
  readonly range: string | null
  /** Sentences on what touches it. */
  readonly doubts: readonly string[]
}

export interface VerdictRow {
  readonly target: string
  readonly load: string
  /** In the order of the metrics; null where a metric has no verdict. */
  readonly cells: readonly (VerdictCell | null)[]
  /** Reason why it has no verdict, or null. */
  readonly obstacle: string | null
}

/** Words for faster and slower by what is measured, and their verb. */
const WORDS: Readonly<Record<string, readonly [string, string, string]>> = {
  cpu_per_100k_frames: ['less CPU', 'more CPU', 'takes'],
  cpu_per_100k_requests: ['less CPU', 'more CPU', 'takes'],
  peak_rss_bytes: ['less memory', 'more memory', 'takes'],
  rps: ['more responses', 'fewer responses', 'sends'],
  tps: ['more tokens', 'fewer tokens', 'sends'],
}

const SPEED = ['faster', 'slower', 'is'] as const

/** The bench’s bound: rounds that can’t even show eleven times the value are too few. */
export const TOO_FEW = 10

/** A difference as the predicate of a sentence about its target: `is slower`, `takes less CPU`. */
export function verdictWords({ metric, verdict }: ComparisonVerdict): string {
  const [better, worse, verb] = WORDS[metric] ?? SPEED
  return `${verb} ${verdict === 'faster' ? better : worse}`
}

/** The verdicts by target and load. */
export function verdictRows({ verdicts, obstacles }: Comparison): {
  readonly metrics: readonly Metric[]
  readonly rows: readonly VerdictRow[]
} {
  const metrics = [...new Set(verdicts.map(({ metric }) => metric))].map(metricOf)
  const places = [
    ...new Set([...verdicts, ...obstacles].map(({ target, level }) => `${target}\n${level}`)),
  ]
  const rows = places.map((place) => {
    const [target = '', level = ''] = place.split('\n')
    const load = parseLoad(level)
    const own = verdicts.filter((verdict) => verdict.target === target && verdict.level === level)
    return {
      target,
      load: load === null ? level : loadText(load),
      cells: metrics.map(({ key }) => {
        const verdict = own.find(({ metric }) => metric === key)
        return verdict === undefined ? null : cellOf(verdict)
      }),
      obstacle:
        obstacles.find((one) => one.target === target && one.level === level)?.message ?? null,
    }
  })
  return { metrics, rows }
}

function cellOf(verdict: ComparisonVerdict): VerdictCell {
  const [better, worse] = WORDS[verdict.metric] ?? SPEED
  const { doubts } = verdict
  const range = rangeText(verdict)
  const detail = [range, visibleText(verdict)].filter((part) => part !== null).join('; ') || null
  switch (verdict.verdict) {
    case 'faster':
      return { words: `${better} ${factorText(verdict)}`, tone: 'better', range: detail, doubts }
    case 'slower':
      return { words: `${worse} ${factorText(verdict)}`, tone: 'worse', range: detail, doubts }
    case 'no difference':
      return { words: noDifferenceText(verdict), tone: 'none', range: byItself(verdict), doubts }
  }
}

function factorText({ ratio }: ComparisonVerdict): string {
  return ratio === null ? '' : `${formatNumber(ratio)}×`
}

export function rangeText({ low, high }: ComparisonVerdict): string | null {
  if (low === null || high === null) {
    return null
  }
  const isNear = [low, high].some((end) => Math.abs(end - 1) < 0.01)
  const isFine = isNear || formatNumber(low) === formatNumber(high)
  return `${withUnit(95, '%')}: ${ratioText(low, isFine)}–${ratioText(high, isFine)}`
}

/** The range of a cell without a difference; one that leaves out 1 shows a difference only alone. */
function byItself(verdict: ComparisonVerdict): string | null {
  const { low, high } = verdict
  const range = rangeText(verdict)
  return (low ?? 1) > 1 || (high ?? 1) < 1 ? `by itself, ${range}` : range
}

/**
 * The smallest visible difference, unless it is above the one that was found: it is that of the
 * strictest test of the table, and a difference needs less once larger ones are found.
 */
function visibleText({ ratio, smallestVisible }: ComparisonVerdict): string | null {
  if (ratio === null || smallestVisible === null || smallestVisible >= TOO_FEW) {
    return null
  }
  const percent = percentText(smallestVisible * 100)
  const found = Math.max(ratio, 1 / ratio) - 1
  return Number(percent) < found * 100 ? `visible from ${withUnit(percent, '%')}` : null
}

/** An end of a range that is near 1, or too narrow for three digits, has more: 0.9955 is not 1. */
function ratioText(ratio: number, isFine: boolean): string {
  return isFine && ratio < 2 ? ratio.toFixed(4) : formatNumber(ratio)
}

function noDifferenceText({ smallestVisible, isBelowError }: ComparisonVerdict): string {
  if (isBelowError) {
    return 'no difference: below the measurement error'
  }
  if (smallestVisible === null || smallestVisible >= TOO_FEW) {
    return 'too few rounds to tell'
  }
  return `no difference visible (smallest visible: ${withUnit(percentText(smallestVisible * 100), '%')})`
}

/** Rounded up as the bench does: what is smaller is not sure to be seen. */
export function percentText(percent: number): string {
  const shown = percent < 1 ? Math.ceil(percent * 10) / 10 : Math.ceil(percent)
  return shown < 1 ? shown.toFixed(1) : String(shown)
}

/** The verdicts as a table to copy. */
export function verdictTable(comparison: Comparison): Table {
  return {
    caption: `Compared with ${comparison.reference}`,
    columns: [
      'target',
      'load',
      'metric',
      'verdict',
      'ratio',
      '95\u00a0% low',
      '95\u00a0% high',
      'smallest visible, %',
      'rounds',
      'doubt',
    ].map((name) => ({ name, unit: '' })),
    rows: comparison.verdicts.map((verdict) => [
      verdict.target,
      verdict.level,
      metricOf(verdict.metric).name,
      cellOf(verdict).words,
      verdict.ratio,
      verdict.low,
      verdict.high,
      verdict.smallestVisible === null ? null : 100 * verdict.smallestVisible,
      verdict.pairs === null ? null : String(verdict.pairs),
      verdict.doubts.join(' '),
    ]),
  }
}
