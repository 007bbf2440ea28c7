import { type ChartLine, type ChartPoint, FLOOR_STYLE, type SeriesStyle } from '../../charts/lines'
import { type Axis, tickText, valueAxis } from '../../charts/scales'
import { formatIn, withUnit } from '../../lib/format'
import { doubtText, joinDoubts } from '../../lib/results/doubts'
import { textOfValue } from '../../lib/results/headline'
import { middleOf } from '../../lib/results/interval'
import type { Metric } from '../../lib/results/metrics'
import { type Level, loadText } from '../../lib/results/report'
import { type Measured, measure, measureAll, type Subject } from '../../lib/results/subjects'
import type { Cell, Table } from '../../lib/results/table'

const COLOURS = 4

/** Colour and shape of a subject: grey for the floor, else the next of four. */
export function styleOf(all: readonly Subject[], subject: Subject): SeriesStyle {
  if (subject.isFloor) {
    return FLOOR_STYLE
  }
  const place = all.filter(({ isFloor }) => !isFloor).findIndex(({ key }) => key === subject.key)
  return ((Math.max(0, place) % COLOURS) + 1) as SeriesStyle
}

/** A metric of each subject against its load. */
export function linesOverLoad(
  all: readonly Subject[],
  shown: readonly Subject[],
  metric: Metric,
): readonly ChartLine[] {
  return shown
    .map((subject) => ({
      key: subject.key,
      name: subject.name,
      style: styleOf(all, subject),
      hasMarkers: true,
      points: measureAll(subject, metric.key).map((measured) =>
        pointOf(subject, metric, measured, measured.level.load.value, measured.value),
      ),
    }))
    .filter(({ points }) => points.length > 0)
}

/** A metric of each subject against the tokens per second that it achieved. */
export function linesOverThroughput(
  all: readonly Subject[],
  shown: readonly Subject[],
  metric: Metric,
  throughput: Metric,
): readonly ChartLine[] {
  return shown
    .map((subject) => ({
      key: subject.key,
      name: subject.name,
      style: styleOf(all, subject),
      hasMarkers: true,
      points: measureAll(subject, metric.key).flatMap((measured) => {
        const achieved = measure(measured.level, throughput.key)
        return achieved === null
          ? []
          : [
              pointOf(
                subject,
                metric,
                touchedBy(measured, achieved),
                achieved.value,
                measured.value,
              ),
            ]
      }),
    }))
    .filter(({ points }) => points.length > 0)
}

/** A number with the doubt about the one that it is drawn against. */
function touchedBy(measured: Measured, other: Measured): Measured {
  return { ...measured, doubt: joinDoubts(measured.doubt, other.doubt) }
}

function pointOf(
  subject: Subject,
  metric: Metric,
  measured: Measured,
  x: number,
  y: number,
): ChartPoint {
  const { level, interval, rounds, doubt } = measured
  const number = (one: number) => formatIn(metric.unit, one)
  const range =
    interval === null
      ? ''
      : `, geometric mean of ${rounds.length} rounds ${number(middleOf(interval))}, ${withUnit(95, '%')} interval ${number(interval.low)} to ${number(interval.high)}`
  const doubts = doubt === null ? '' : ` ${doubt.sentences.join(' ')}`
  return {
    x,
    y,
    interval: interval === null ? null : { ...interval, middle: middleOf(interval) },
    dots: rounds,
    state: doubt === null ? 'sound' : doubt.verdict === 'fail' ? 'failed' : 'doubted',
    text: `${subject.name}, ${loadText(level.load)}: ${metric.name} ${textOfValue(measured, metric)}${range}.${doubts}`,
  }
}

/** Rounds that a value is of: those that were drawn, else as many as the file says. */
function roundsText({ roundCount }: Level, drawn: number): Cell {
  const count = drawn === 0 ? roundCount : drawn
  return count === null ? null : String(count)
}

/** The numbers of a chart of a metric against load. */
export function tableOverLoad(shown: readonly Subject[], metric: Metric): Table {
  const { unit } = metric
  const hasTokens = shown.some((subject) => measureAll(subject, 'tps').length > 0)
  const throughput = hasTokens ? 'tps' : 'rps'
  return {
    caption: `${metric.name} against load`,
    columns: [
      { name: 'target', unit: '' },
      { name: 'load', unit: '' },
      { name: metric.name, unit },
      { name: 'mean of rounds', unit },
      { name: '95\u00a0% low', unit },
      { name: '95\u00a0% high', unit },
      { name: 'rounds', unit: '' },
      { name: hasTokens ? 'tokens/s' : 'requests/s', unit: '' },
      { name: 'doubt', unit: '' },
    ],
    rows: shown.flatMap((subject) =>
      measureAll(subject, metric.key).map(
        ({ level, value, interval, rounds, doubt }): readonly Cell[] => [
          subject.name,
          loadText(level.load),
          value,
          interval === null ? null : middleOf(interval),
          interval?.low ?? null,
          interval?.high ?? null,
          roundsText(level, rounds.length),
          level.values.get(throughput) ?? null,
          doubtText(doubt),
        ],
      ),
    ),
  }
}

/** Axis of a metric’s values: in s where they are long. */
export function axisOf(metric: Metric, lines: readonly ChartLine[]): Axis {
  const axis = valueAxis(unitOf(metric), valuesOf(lines))
  return metric.unit !== 'ms' || axis.max < LONG_MS
    ? axis
    : {
        ...axis,
        label: axis.label.replace(', ms', ', s'),
        format: (millis) => tickText(millis / 1000),
      }
}

/** From here on an axis of ms would have ticks of five digits. */
const LONG_MS = 10_000

/** Values that an axis has to have room for. */
function valuesOf(lines: readonly ChartLine[]): readonly number[] {
  return lines.flatMap(({ points }) =>
    points.flatMap(({ y, interval = null, dots = [] }) => [
      y ?? 0,
      ...dots,
      // A wide interval is cut off rather than let it squeeze all else.
      ...(interval === null ? [] : [Math.min(interval.high, 2 * (y ?? 0))]),
    ]),
  )
}

/** Label of a metric’s axis. */
function unitOf({ unit, name }: Metric): string {
  return unit === '' ? name : `${name}, ${unit}`
}
