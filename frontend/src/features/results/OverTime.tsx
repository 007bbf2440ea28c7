import { create } from 'zustand'
import { ChartFigure } from '../../charts/ChartFigure'
import type { ChartLine } from '../../charts/lines'
import { secondsAxis } from '../../charts/scales'
import { TimeChart, timePoints } from '../../charts/TimeChart'
import { formatNumber } from '../../lib/format'
import { doubtAbout, doubtOf, doubtText } from '../../lib/results/doubts'
import { type Level, loadKey, loadText, type Second } from '../../lib/results/report'
import type { Subject } from '../../lib/results/subjects'
import { styleOf } from './chart-lines'
import { DoubtMark } from './DoubtMark'
import type { Model } from './model'

/** Moment that all charts over time read out, or null. */
const useCursor = create<{ readonly at: number | null }>()(() => ({ at: null }))

const PANELS = [
  { key: 'ttft_p95', title: 'TTFT p95', unit: 'ms' },
  { key: 'tps', title: 'Tokens/s', unit: 'tokens/s' },
  { key: 'in_flight', title: 'In flight', unit: 'requests' },
  { key: 'rps', title: 'Requests/s', unit: 'requests/s' },
] as const

/** Words for the highest second, where it is none of a peak. */
const PEAKS: Readonly<Record<string, string>> = { in_flight: 'highest mean' }

interface Course {
  readonly subject: Subject
  readonly level: Level
}

/** One load second by second: does the server slow down, stall or fail as time passes? */
export function OverTime({ model }: { readonly model: Model }) {
  const cursor = useCursor(({ at }) => at)
  const { shown, load } = model
  const key = load === null ? '' : loadKey(load)
  const courses = shown.flatMap((subject): Course[] => {
    const level = subject.levels.find((one) => loadKey(one.load) === key)
    return level === undefined || level.series.length < 2 ? [] : [{ subject, level }]
  })
  if (load === null || courses.length === 0) {
    return null
  }
  const end = courses.reduce((max, { level }) => Math.max(max, endOf(level)), 0)
  return PANELS.filter(({ key }) => hasValues(courses, key)).map((panel) => (
    <ChartFigure
      key={panel.key}
      title={`${panel.title} over time at ${loadText(load)}`}
      mark={
        <DoubtMark doubt={doubtAbout(courses.map(({ level }) => ({ level, metric: panel.key })))} />
      }
      note={noteOf(courses, panel.key)}
      table={tableOf(courses, panel)}
      testId={`chart-time-${panel.key.replaceAll('_', '-')}`}
    >
      <TimeChart
        label={`${panel.title} over time`}
        unit={panel.unit}
        x={secondsAxis(end)}
        lines={courses.map((course) => lineOf(model.all, course, panel.key))}
        cursor={cursor}
        onCursor={(at) => useCursor.setState({ at })}
        format={formatNumber}
        summaries={courses.map(({ level }) => summaryOf(level, panel.key))}
        height={210}
      />
    </ChartFigure>
  ))
}

/** The value of the whole level and its peak: the last second of a level is a part of one. */
function summaryOf({ series, values }: Level, key: string): string {
  const overall = values.get(key)
  const seconds = series.flatMap((second) => second.values.get(key) ?? [])
  return [
    overall === undefined ? '' : `overall ${formatNumber(overall)}`,
    seconds.length === 0 ? '' : `${PEAKS[key] ?? 'peak'} ${formatNumber(Math.max(...seconds))}`,
  ]
    .filter((part) => part !== '')
    .join(', ')
}

function noteOf(courses: readonly Course[], key: string): string {
  const failed = courses.flatMap(({ subject, level }) => {
    const errors = level.series.reduce((sum, { values }) => sum + (values.get('errors') ?? 0), 0)
    return errors === 0
      ? []
      : [`${subject.name}: ${errors} failed ${errors === 1 ? 'request' : 'requests'}.`]
  })
  const hasFailed = courses.some(({ level }) => doubtOf(level, key)?.verdict === 'fail')
  const hasRounds = courses.some(({ level }) => level.rounds.length > 1)
  return [
    ...(hasRounds ? ['The rounds follow each other; the time between them is left out.'] : []),
    ...failed,
    ...(hasFailed ? ['A grey line: a check failed.'] : []),
  ].join(' ')
}

function hasValues(courses: readonly Course[], key: string): boolean {
  // Plain requests have a course of tokens, which is 0 all the time.
  return courses.some(({ level }) =>
    level.series.some(({ values }) =>
      key === 'tps' && !level.values.has('tps') ? false : values.has(key),
    ),
  )
}

function endOf({ series }: Level): number {
  const last = series.at(-1)
  return last === undefined ? 0 : last.atMs + last.widthMs
}

function middleOf({ atMs, widthMs }: Second): number {
  return atMs + widthMs / 2
}

function lineOf(all: readonly Subject[], { subject, level }: Course, key: string): ChartLine {
  return {
    key: subject.key,
    name: subject.name,
    style: styleOf(all, subject),
    points: timePoints(level.series, middleOf, ({ values }) => values.get(key)),
    hasFailed: doubtOf(level, key)?.verdict === 'fail',
  }
}

function tableOf(courses: readonly Course[], panel: (typeof PANELS)[number]) {
  return {
    caption: `${panel.title} over time`,
    columns: [
      { name: 'target', unit: '' },
      { name: 'from', unit: 's' },
      { name: 'to', unit: 's' },
      { name: panel.title, unit: panel.unit === 'ms' ? 'ms' : '' },
      { name: 'doubt', unit: '' },
    ],
    rows: courses.flatMap(({ subject, level }) =>
      level.series.map(({ atMs, widthMs, values }) => [
        subject.name,
        atMs / 1000,
        (atMs + widthMs) / 1000,
        values.get(panel.key) ?? null,
        doubtText(doubtOf(level, panel.key)),
      ]),
    ),
  }
}
