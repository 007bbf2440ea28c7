import { useMemo } from 'react'
import { ChartFigure } from '../../charts/ChartFigure'
import { LineChart } from '../../charts/LineChart'
import type { ChartLine } from '../../charts/lines'
import { formatMillis, withUnit } from '../../lib/format'
import { type Doubt, doubtAbout, doubtOf, doubtText, type Place } from '../../lib/results/doubts'
import { type Bucket, quantile } from '../../lib/results/hdr'
import { GLOSSARY } from '../../lib/results/metrics'
import { type Histogram, type Level, loadKey, loadText } from '../../lib/results/report'
import type { Subject } from '../../lib/results/subjects'
import type { Cell } from '../../lib/results/table'
import { styleOf } from './chart-lines'
import { DoubtMark } from './DoubtMark'
import type { Model } from './model'
import { useHistograms } from './use-histogram'

const NANOS = 1e6

/** Shares at which the table reads the distribution. */
const SHARES = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]

/** Points of a curve; a screen has no more to show. */
const MAX_POINTS = 250

interface Curve {
  readonly subject: Subject
  readonly level: Level
  readonly histogram: Histogram
  /** Percentiles that the table reads, by their names. */
  readonly places: readonly Place[]
  /** Doubts about them, in their order. */
  readonly doubts: readonly (Doubt | null)[]
}

/** Times of a request, of which the first that the levels have is drawn. */
const FAMILIES = ['ttft', 'ttfb', 'due_dur', 'dur'] as const

/** TTFT of every request at one load, or TTFB of plain ones, as the share that was that fast or faster. */
export function Distribution({ model }: { readonly model: Model }) {
  const { shown, load, all } = model
  const key = load === null ? '' : loadKey(load)
  const family = familyOf(shown, key)
  const curves = useMemo(() => curvesOf(shown, key, family), [shown, key, family])
  const histograms = useMemo(() => curves.map(({ histogram }) => histogram), [curves])
  const buckets = useHistograms(histograms)
  if (curves.length === 0 || load === null) {
    return null
  }
  const name = nameOf(family)
  const title = `Distribution of ${name} at ${loadText(load)}`
  const lines = curves.map((curve, index) => lineOf(all, curve, buckets?.[index] ?? []))
  const values = (buckets ?? []).flatMap((one) => one.map(({ value }) => value / NANOS))
  return (
    <ChartFigure
      title={title}
      mark={<DoubtMark doubt={doubtAbout(curves.flatMap(({ places }) => places))} />}
      table={{
        caption: title,
        columns: [
          { name: 'target', unit: '' },
          ...SHARES.map((share) => ({ name: `p${share * 100}`, unit: 'ms' })),
          { name: 'doubt', unit: '' },
        ],
        rows: curves.map((curve, index) => rowOf(curve, buckets?.[index] ?? [])),
      }}
      testId="chart-distribution"
    >
      {values.length === 0 ? (
        <p className="chart-empty">
          {buckets === null ? '\u00a0' : 'The histograms of this file can’t be read.'}
        </p>
      ) : (
        <LineChart
          label={title}
          x={{
            kind: 'log',
            label: `${name}, ms (log)`,
            min: minOf(values) / 1.05,
            max: maxOf(values) * 1.05,
          }}
          y={{
            kind: 'linear',
            label: 'share of requests',
            min: 0,
            max: 1,
            ticks: [0, 0.25, 0.5, 0.75, 0.95],
            format: (share) => withUnit(Math.round(share * 100), '%'),
          }}
          lines={lines}
          note="Every request counts once: no percentile of percentiles. The further left, the faster."
          height={280}
        />
      )}
    </ChartFigure>
  )
}

function familyOf(shown: readonly Subject[], key: string): string {
  const levels = shown.flatMap((subject) =>
    subject.levels.filter(({ load }) => loadKey(load) === key),
  )
  return FAMILIES.find((family) => levels.some((one) => one.histograms.has(family))) ?? FAMILIES[0]
}

/** Name of a time, without its percentile. */
function nameOf(family: string): string {
  return GLOSSARY.find((entry) => entry.family === family)?.name ?? family
}

function curvesOf(shown: readonly Subject[], key: string, family: string): readonly Curve[] {
  return shown.flatMap((subject) => {
    const level = subject.levels.find(({ load }) => loadKey(load) === key)
    const histogram = level?.histograms.get(family)
    if (level === undefined || histogram === undefined) {
      return []
    }
    const places = SHARES.map((share) => ({ level, metric: `${family}_p${share * 100}` }))
    const doubts = places.map((place) => doubtOf(place.level, place.metric))
    return [{ subject, level, histogram, places, doubts }]
  })
}

/** The percentiles of a curve, those in doubt with a mark. */
function rowOf({ subject, doubts }: Curve, buckets: readonly Bucket[]): readonly Cell[] {
  const cells = SHARES.map((share, index): Cell => {
    const nanos = quantile(buckets, share)
    const doubt = doubts[index] ?? null
    if (nanos === null || doubt === null) {
      return nanos === null ? null : nanos / NANOS
    }
    return { value: nanos / NANOS, doubt: doubt.verdict }
  })
  return [subject.name, ...cells, doubtsText(doubts)]
}

/** The percentiles that a check touches, by their names: `p99: a check warns`. */
function doubtsText(doubts: readonly (Doubt | null)[]): string {
  const texts = [...new Set(doubts.map(doubtText))].filter((text) => text !== '')
  return texts
    .map((text) => {
      const names = SHARES.filter((_, index) => doubtText(doubts[index] ?? null) === text)
      return `${names.map((share) => `p${share * 100}`).join(', ')}: ${text}`
    })
    .join('; ')
}

function lineOf(all: readonly Subject[], curve: Curve, buckets: readonly Bucket[]): ChartLine {
  const { subject, doubts } = curve
  // A point is in doubt as is the next percentile of the table below it.
  const markAt = (share: number) => {
    const place = SHARES.findLastIndex((known) => known <= share)
    const text = doubtText(doubts[Math.max(0, place)] ?? null)
    return text === '' ? '' : ` (${text})`
  }
  const total = buckets.reduce((sum, { count }) => sum + count, 0)
  const every = Math.max(1, Math.ceil(buckets.length / MAX_POINTS))
  let seen = 0
  const points = buckets.flatMap(({ value, count }, index) => {
    seen += count
    const share = seen / total
    return index % every === 0 || index === buckets.length - 1
      ? [
          {
            x: value / NANOS,
            y: share,
            text: `${subject.name}: ${withUnit((share * 100).toFixed(1), '%')} within ${formatMillis(value / NANOS)}${markAt(share)}`,
          },
        ]
      : []
  })
  return {
    key: subject.key,
    name: subject.name,
    style: styleOf(all, subject),
    points,
    isStep: true,
    hasFailed: doubts.some((doubt) => doubt?.verdict === 'fail'),
  }
}

function minOf(values: readonly number[]): number {
  return Math.max(
    1e-6,
    values.reduce((min, value) => Math.min(min, value), Number.POSITIVE_INFINITY),
  )
}

function maxOf(values: readonly number[]): number {
  return values.reduce((max, value) => Math.max(max, value), 0)
}
