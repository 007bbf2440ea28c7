import { ChartFigure } from '../../charts/ChartFigure'
import { LineChart } from '../../charts/LineChart'
import { valueAxis } from '../../charts/scales'
import { formatCount } from '../../lib/format'
import { doubtAbout, doubtText, joinDoubts, type Place } from '../../lib/results/doubts'
import { type Metric, metricOf } from '../../lib/results/metrics'
import { loadText } from '../../lib/results/report'
import { holdingLevels, limitText } from '../../lib/results/slo'
import { measure, measureAll, type Subject } from '../../lib/results/subjects'
import type { Table } from '../../lib/results/table'
import { axisOf, linesOverThroughput } from './chart-lines'
import { DoubtMark } from './DoubtMark'
import { type Knee, kneesOf, withKnees } from './knees'
import type { Model } from './model'

/** The metric against the tokens per second that were achieved, with the limit’s knee. */
export function ThroughputChart({ model }: { readonly model: Model }) {
  const { all, shown, metric, limit } = model
  const throughput = metricOf(metric.key === 'tps' || !hasTokens(shown) ? 'rps' : 'tps')
  const lines = linesOverThroughput(all, shown, metric, throughput)
  if (lines.length === 0 || metric.key === throughput.key) {
    return null
  }
  const knees = limit === null ? [] : kneesOf(shown, metric, throughput, limit)
  const achieved = lines.flatMap(({ points }) => points.map(({ x }) => x))
  const title = `${metric.name} against throughput`
  return (
    <ChartFigure
      title={title}
      mark={<DoubtMark doubt={doubtAbout(placesOf(shown, metric, throughput))} />}
      table={tableOf(title, shown, metric, throughput)}
      testId="chart-throughput"
    >
      <LineChart
        label={title}
        x={valueAxis(`${throughput.name}, achieved`, achieved)}
        y={axisOf(metric, lines)}
        lines={withKnees(lines, knees)}
        rules={
          limit === null ? [] : [{ axis: 'y', value: limit, label: `limit ${limitText(limit)}` }]
        }
        rings={knees}
        note={noteOf(model, throughput, knees)}
        height={280}
      />
    </ChartFigure>
  )
}

function hasTokens(shown: readonly Subject[]): boolean {
  return shown.some((subject) => measureAll(subject, 'tps').length > 0)
}

function placesOf(shown: readonly Subject[], metric: Metric, throughput: Metric): readonly Place[] {
  return shown.flatMap((subject) =>
    measureAll(subject, metric.key).flatMap(({ level }) => [
      { level, metric: metric.key },
      { level, metric: throughput.key },
    ]),
  )
}

function tableOf(
  caption: string,
  shown: readonly Subject[],
  metric: Metric,
  throughput: Metric,
): Table {
  return {
    caption,
    columns: [
      { name: 'target', unit: '' },
      { name: 'load', unit: '' },
      { name: throughput.name, unit: '' },
      { name: metric.name, unit: metric.unit },
      { name: 'doubt', unit: '' },
    ],
    rows: shown.flatMap(({ name, levels }) =>
      levels.flatMap((level) => {
        const measured = measure(level, metric.key)
        const achieved = measure(level, throughput.key)
        return measured === null || achieved === null
          ? []
          : [
              [
                name,
                loadText(level.load),
                achieved.value,
                measured.value,
                doubtText(joinDoubts(measured.doubt, achieved.doubt)),
              ],
            ]
      }),
    ),
  }
}

function noteOf(
  { shown, metric, limit }: Model,
  throughput: Metric,
  knees: readonly Knee[],
): string {
  const best =
    limit === null
      ? []
      : shown.flatMap((subject) => {
          const most = mostThroughput(subject, metric, throughput, limit)
          return most === null ? [] : [`${subject.name} ${formatCount(most)} ${throughput.name}`]
        })
  return [
    ...(knees.length === 0 ? [] : ['Ring: the highest load measured that holds the limit.']),
    ...(best.length === 0 ? [] : [`Most throughput measured within it: ${best.join(', ')}.`]),
    'Further right and lower is better.',
  ].join(' ')
}

/** Most throughput of the levels that hold a limit, without those that a failed check touches. */
function mostThroughput(
  subject: Subject,
  metric: Metric,
  throughput: Metric,
  limit: number,
): number | null {
  return holdingLevels(subject, metric.key, limit)
    .flatMap((level) => measure(level, throughput.key) ?? [])
    .filter(({ doubt }) => doubt?.verdict !== 'fail')
    .reduce<number | null>((max, { value }) => Math.max(max ?? 0, value), null)
}
