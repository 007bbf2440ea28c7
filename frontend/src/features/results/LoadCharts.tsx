import { ChartFigure } from '../../charts/ChartFigure'
import { LineChart } from '../../charts/LineChart'
import type { ChartLine, ChartPoint } from '../../charts/lines'
import { loadAxis, valueAxis } from '../../charts/scales'
import { formatCount } from '../../lib/format'
import { type Metric, meaningOf, metricOf } from '../../lib/results/metrics'
import { loadKey } from '../../lib/results/report'
import { holdingLevels, limitText } from '../../lib/results/slo'
import { measure, measureAll, type Subject } from '../../lib/results/subjects'
import { linesOverLoad, linesOverThroughput, tableOverLoad } from './chart-lines'
import type { Model } from './model'
import { changeView } from './view-store'

interface Props {
  readonly model: Model
}

const LOAD_NAMES = { users: 'concurrent users', rate: 'requests per second, offered' }

const HOLLOW = 'A hollow point: a check asks for care. A grey one: a check failed.'

/** The metric against load, on one scale for all targets. */
export function LoadChart({ model }: Props) {
  const { metric, limit } = model
  return (
    <MetricOverLoad
      model={model}
      metric={metric}
      testId="chart-load"
      note={noteOf(model.shown, metric)}
      limit={limit}
      isPickable
    />
  )
}

/** The chunks’ times against load: what lies between the server and the reader. */
export function SpreadCharts({ model }: Props) {
  return ['icl_p99', 'transit_p99', 'lateness_p99'].map((key) => (
    <MetricOverLoad
      key={key}
      model={model}
      metric={metricOf(key)}
      testId={`chart-${key.replace('_', '-')}`}
      note={meaningOf(metricOf(key))}
    />
  ))
}

/** Costs of serving. */
export function CostChart({ model }: Props) {
  return ['cpu_per_100k_frames', 'cpu_per_100k_requests']
    .map(metricOf)
    .map((metric) => (
      <MetricOverLoad
        key={metric.key}
        model={model}
        metric={metric}
        testId={metric.key === 'cpu_per_100k_frames' ? 'chart-cpu' : 'chart-cpu-requests'}
        note={meaningOf(metric)}
      />
    ))
}

interface MetricProps extends Props {
  readonly metric: Metric
  readonly testId: string
  readonly note?: string
  readonly limit?: number | null
  readonly isPickable?: boolean
}

function MetricOverLoad(props: MetricProps) {
  const { model, metric, testId, note, limit = null, isPickable = false } = props
  const { all, shown, kind, isLog } = model
  const lines = linesOverLoad(all, shown, metric)
  if (lines.length === 0) {
    return null
  }
  const loads = lines.flatMap(({ points }) => points.map(({ x }) => x))
  return (
    <ChartFigure
      title={`${metric.name} against load`}
      table={tableOverLoad(shown, metric)}
      testId={testId}
    >
      <LineChart
        label={`${metric.name} against load`}
        x={loadAxis(LOAD_NAMES[kind], loads, isLog)}
        y={valueAxis(unitOf(metric), valuesOf(lines))}
        lines={lines}
        rules={
          limit === null ? [] : [{ axis: 'y', value: limit, label: `limit ${limitText(limit)}` }]
        }
        note={note}
        height={isPickable ? 280 : 210}
        onPick={isPickable ? (_, point) => pickLoad(model, point) : undefined}
      />
    </ChartFigure>
  )
}

function pickLoad({ shown }: Model, point: ChartPoint): void {
  const level = shown.flatMap(({ levels }) => levels).find(({ load }) => load.value === point.x)
  if (level !== undefined) {
    changeView({ load: loadKey(level.load) })
  }
}

/** The metric against the tokens per second that were achieved, with the limit’s knee. */
export function ThroughputChart({ model }: Props) {
  const { all, shown, metric, limit } = model
  const throughput = metricOf(metric.key === 'tps' || !hasTokens(shown) ? 'rps' : 'tps')
  const lines = linesOverThroughput(all, shown, metric, throughput)
  if (lines.length === 0 || metric.key === throughput.key) {
    return null
  }
  const achieved = lines.flatMap(({ points }) => points.map(({ x }) => x))
  const title = `${metric.name} against throughput`
  return (
    <ChartFigure
      title={title}
      table={{
        caption: title,
        columns: [
          { name: 'target', unit: '' },
          { name: throughput.name, unit: '' },
          { name: metric.name, unit: metric.unit },
        ],
        rows: lines.flatMap(({ name, points }) => points.map(({ x, y }) => [name, x, y])),
      }}
      testId="chart-throughput"
    >
      <LineChart
        label={title}
        x={valueAxis(`${throughput.name}, achieved`, achieved)}
        y={valueAxis(unitOf(metric), valuesOf(lines))}
        lines={lines}
        rules={
          limit === null ? [] : [{ axis: 'y', value: limit, label: `limit ${limitText(limit)}` }]
        }
        note={kneeText(shown, metric, throughput, limit)}
        height={280}
      />
    </ChartFigure>
  )
}

function hasTokens(shown: readonly Subject[]): boolean {
  return shown.some((subject) => measureAll(subject, 'tps').length > 0)
}

function kneeText(
  shown: readonly Subject[],
  metric: Metric,
  throughput: Metric,
  limit: number | null,
): string {
  const knees =
    limit === null
      ? []
      : shown.flatMap((subject) => {
          const most = mostThroughput(subject, metric, throughput, limit)
          return most === null ? [] : [`${subject.name} ${formatCount(most)} ${throughput.name}`]
        })
  return knees.length === 0
    ? 'Further right and lower is better.'
    : `Most throughput measured within the limit: ${knees.join(', ')}. Further right and lower is better.`
}

/** Most throughput of the levels that hold a limit, without those that a check touches. */
function mostThroughput(
  subject: Subject,
  metric: Metric,
  throughput: Metric,
  limit: number,
): number | null {
  return holdingLevels(subject, metric.key, limit)
    .flatMap((level) => measure(level, throughput.key) ?? [])
    .filter(({ doubt }) => doubt === null)
    .reduce<number | null>((max, { value }) => Math.max(max ?? 0, value), null)
}

function noteOf(shown: readonly Subject[], metric: Metric): string {
  const measured = shown.flatMap((subject) => measureAll(subject, metric.key))
  const hasDots = measured.some(({ rounds }) => rounds.length > 0)
  const hasBars = measured.some(({ interval }) => interval !== null)
  const isDoubted = measured.some(({ doubt }) => doubt !== null)
  const isOneRound = measured.every(({ level }) => level.roundCount === 1)
  const parts = [
    hasDots ? 'Points: all rounds together. Small dots: each round.' : '',
    !hasDots && isOneRound
      ? 'One round each, so there is nothing to tell chance from difference.'
      : '',
    hasBars ? 'Bars: 95 % interval of the rounds’ geometric mean.' : '',
    hasDots && !hasBars ? 'Fewer than three rounds have no interval.' : '',
    isDoubted ? HOLLOW : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}

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

function unitOf({ unit, name }: Metric): string {
  return unit === '' ? name : `${name}, ${unit}`
}
