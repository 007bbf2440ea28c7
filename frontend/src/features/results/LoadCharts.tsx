import { ChartFigure } from '../../charts/ChartFigure'
import { LineChart } from '../../charts/LineChart'
import type { ChartPoint } from '../../charts/lines'
import { loadAxis } from '../../charts/scales'
import { doubtAbout, type Place } from '../../lib/results/doubts'
import { type Metric, meaningOf, metricOf } from '../../lib/results/metrics'
import { loadKey } from '../../lib/results/report'
import { limitText } from '../../lib/results/slo'
import { measureAll, type Subject } from '../../lib/results/subjects'
import { axisOf, linesOverLoad, tableOverLoad } from './chart-lines'
import { DoubtMark } from './DoubtMark'
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
      mark={<DoubtMark doubt={doubtAbout(placesOf(shown, metric))} />}
      table={tableOverLoad(shown, metric)}
      testId={testId}
    >
      <LineChart
        label={`${metric.name} against load`}
        x={loadAxis(LOAD_NAMES[kind], loads, isLog)}
        y={axisOf(metric, lines)}
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

function placesOf(shown: readonly Subject[], metric: Metric): readonly Place[] {
  return shown.flatMap((subject) =>
    measureAll(subject, metric.key).map(({ level }) => ({ level, metric: metric.key })),
  )
}

function noteOf(shown: readonly Subject[], metric: Metric): string {
  const measured = shown.flatMap((subject) => measureAll(subject, metric.key))
  const hasDots = measured.some(({ rounds }) => rounds.length > 0)
  const hasBars = measured.some(({ interval }) => interval !== null)
  const isCut = measured.some(
    ({ interval, value }) => interval !== null && interval.high > 2 * value,
  )
  const isDoubted = measured.some(({ doubt }) => doubt !== null)
  const isOneRound = measured.every(({ level }) => level.roundCount === 1)
  const parts = [
    hasDots ? 'Points: all rounds together. Small dots: each round.' : '',
    !hasDots && isOneRound
      ? 'One round each, so there is nothing to tell chance from difference.'
      : '',
    hasBars
      ? 'Bars: 95\u00a0% interval of the rounds’ geometric mean. Their middle stroke is that mean; a point may lie outside.'
      : '',
    isCut ? 'A bar that ends in an arrow goes on.' : '',
    hasDots && !hasBars ? 'Fewer than three rounds have no interval.' : '',
    isDoubted ? HOLLOW : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}
