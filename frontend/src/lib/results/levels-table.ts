import { doubtOf } from './doubts'
import { metricOf } from './metrics'
import { type Level, loadText } from './report'
import type { Subject } from './subjects'
import type { Cell, Column, Table } from './table'

/** Numbers of the table of all levels; a column without any value is left out. */
const COLUMNS = [
  'ttft_p50',
  'ttft_p95',
  'ttft_p99',
  'ttfb_p50',
  'ttfb_p95',
  'ttfb_p99',
  'icl_p50',
  'icl_p99',
  'dur_p50',
  'tps',
  'rps',
  'cpu_per_100k_frames',
  'cpu_per_100k_requests',
]

/** Numbers of the table where there are neither TTFT nor TTFB, as of wrk. */
const WHOLE_COLUMNS = [
  ...['due_dur', 'dur'].flatMap((family) =>
    ['p50', 'p75', 'p90', 'p99', 'p999', 'max'].map((statistic) => `${family}_${statistic}`),
  ),
  'rps',
  'cpu_per_100k_requests',
  'peak_rss_bytes',
]

/** A number of the table, with the sentences of what touches it. */
export interface LevelCell {
  readonly value: number | null
  readonly doubt: 'warn' | 'fail' | null
  readonly sentences: readonly string[]
}

export interface LevelRow {
  readonly subject: Subject
  readonly level: Level
  readonly cells: readonly LevelCell[]
}

/** All levels with their main numbers. */
export interface LevelRows {
  readonly columns: readonly Column[]
  readonly rows: readonly LevelRow[]
}

export function levelRows(subjects: readonly Subject[]): LevelRows {
  const levels = subjects.flatMap((subject) => subject.levels.map((level) => ({ subject, level })))
  const has = (key: string) => levels.some(({ level }) => level.values.has(key))
  const columns = has('ttft_p50') || has('ttfb_p50') || has('tps') ? COLUMNS : WHOLE_COLUMNS
  const keys = columns.filter(has)
  return {
    columns: keys.map(metricOf).map(({ name, unit }) => ({ name, unit })),
    rows: levels.map(({ subject, level }) => ({
      subject,
      level,
      cells: keys.map((key) => cellOf(level, key)),
    })),
  }
}

function cellOf(level: Level, key: string): LevelCell {
  const doubt = doubtOf(level, key)
  return {
    value: level.values.get(key) ?? null,
    doubt: doubt?.verdict ?? null,
    sentences: doubt?.sentences ?? [],
  }
}

/** The levels as a table to copy and save. */
export function levelsTable({ columns, rows }: LevelRows): Table {
  return {
    caption: 'All levels',
    columns: [
      { name: 'target', unit: '' },
      { name: 'load', unit: '' },
      { name: 'ok', unit: '' },
      { name: 'failed', unit: '' },
      ...columns,
    ],
    rows: rows.map(({ subject, level, cells }): readonly Cell[] => [
      subject.name,
      loadText(level.load),
      countOf(level, 'ok'),
      countOf(level, 'failed'),
      ...cells.map(({ value }) => value),
    ]),
  }
}

/** A count is no measurement: it keeps all its digits. */
function countOf({ values }: Level, name: string): string {
  return values.has(name) ? String(values.get(name)) : ''
}
