import { formatNumber } from '../format'
import { type Metric, metricOf } from './metrics'
import { type Comparison, type ComparisonVerdict, loadText, parseLoad } from './report'
import type { Table } from './table'

/** One verdict in words. Its tone is `none` unless the verdict says that something differs. */
export interface VerdictCell {
  readonly words: string
  readonly tone: 'better' | 'worse' | 'none'
  /** The ratio with its interval, or null. */
  readonly range: string | null
}

export interface VerdictRow {
  readonly target: string
  readonly load: string
  /** In the order of the metrics; null where a metric has no verdict. */
  readonly cells: readonly (VerdictCell | null)[]
}

/** Words for faster and slower by what is measured. */
const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  cpu_per_100k_frames: ['less CPU', 'more CPU'],
  peak_rss_bytes: ['less memory', 'more memory'],
  rps: ['more responses', 'fewer responses'],
  tps: ['more tokens', 'fewer tokens'],
}

/** A smallest visible difference beyond which the rounds show nothing: a factor of two. */
const TOO_FEW = 1

/** The verdicts by target and load. */
export function verdictRows({ verdicts }: Comparison): {
  readonly metrics: readonly Metric[]
  readonly rows: readonly VerdictRow[]
} {
  const metrics = [...new Set(verdicts.map(({ metric }) => metric))].map(metricOf)
  const places = [...new Set(verdicts.map(({ target, level }) => `${target}\n${level}`))]
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
    }
  })
  return { metrics, rows }
}

function cellOf(verdict: ComparisonVerdict): VerdictCell {
  const [better, worse] = WORDS[verdict.metric] ?? ['faster', 'slower']
  const range = rangeText(verdict)
  switch (verdict.verdict) {
    case 'faster':
      return { words: `${better} ${factorText(verdict)}`, tone: 'better', range }
    case 'slower':
      return { words: `${worse} ${factorText(verdict)}`, tone: 'worse', range }
    case 'no difference':
      return { words: noDifferenceText(verdict), tone: 'none', range }
  }
}

function factorText({ ratio }: ComparisonVerdict): string {
  return ratio === null ? '' : `${formatNumber(ratio)}×`
}

function rangeText({ low, high }: ComparisonVerdict): string | null {
  return low === null || high === null ? null : `95 %: ${formatNumber(low)}–${formatNumber(high)}`
}

function noDifferenceText({ smallestVisible, isBelowError }: ComparisonVerdict): string {
  if (isBelowError) {
    return 'no difference: below the error of the bench'
  }
  if (smallestVisible === null || smallestVisible > TOO_FEW) {
    return 'too few rounds to tell'
  }
  const percent = smallestVisible * 100
  return `no difference visible (smallest visible: ${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %)`
}

/** The verdicts as a table to copy. */
export function verdictTable(comparison: Comparison): Table {
  return {
    caption: `Compared with ${comparison.reference}`,
    columns: ['target', 'load', 'metric', 'verdict', 'ratio', '95 % low', '95 % high'].map(
      (name) => ({ name, unit: '' }),
    ),
    rows: comparison.verdicts.map((verdict) => [
      verdict.target,
      verdict.level,
      metricOf(verdict.metric).name,
      cellOf(verdict).words,
      verdict.ratio,
      verdict.low,
      verdict.high,
    ]),
  }
}
