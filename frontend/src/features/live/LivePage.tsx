import { useEffect, useState } from 'react'
import { CopyCommand } from '../../charts/CopyCommand'
import type { ChartLine } from '../../charts/lines'
import { TimeChart, timePoints } from '../../charts/TimeChart'
import { formatCount, formatNumber, withUnit } from '../../lib/format'
import { type History, SPAN_MS } from '../../lib/live/history'
import { type Point, STATUS_CLASSES } from '../../lib/live/meter'
import { summarize } from '../../lib/live/summary'
import { type Connection, follow, togglePause, useLive } from './live-store'
import '../../charts/styles/figure.css'
import '../../charts/styles/sheet.css'
import './live.css'

const COMMAND = './bench run --model=synthetic --repeat=100'

const MINUTE_MS = 60_000

const STATUS_STYLES = { '2xx': 1, '4xx': 4, '499': 5, '5xx': 2 } as const

/** The proxy as it works now: four charts on one axis of time, up to five minutes back. */
export function LivePage() {
  const history = useLive((live) => live.paused ?? live.history)
  const isPaused = useLive((live) => live.paused !== null)
  const connection = useLive((live) => live.connection)
  const [cursor, setCursor] = useState<number | null>(null)
  useEffect(follow, [])
  const { points } = history
  return (
    <main className="sheet live" data-testid="live-page">
      <h2 className="answer" data-testid="live-summary" aria-live="off">
        {connection.kind === 'gone' ? goneText(connection.since) : summarize(points)}
      </h2>
      <div className="live-bar">
        <button
          type="button"
          className="plain-button"
          data-testid="live-pause"
          aria-pressed={isPaused}
          onClick={togglePause}
        >
          {isPaused ? 'Follow again' : 'Pause'}
        </button>
        <span>{isPaused ? 'The charts stand still; readings go on.' : 'Read once a second.'}</span>
      </div>
      <ConnectionDoubt connection={connection} />
      <Charts points={points} cursor={cursor} onCursor={setCursor} />
      {hasNoRequest(history) && (
        <p className="hint">
          No request has passed yet. This sends a hundred to the synthetic model:{' '}
          <CopyCommand command={COMMAND} />
        </p>
      )}
      <p className="note">
        Rates are those of each second. A percentile of TTFT is of the first tokens of the last
        10&nbsp;s, from the proxy’s histogram, so it is as exact as the buckets are narrow (≈). A
        status that did not occur has no line; 499 is a client that left.
      </p>
    </main>
  )
}

function goneText(since: number): string {
  return `The proxy has not responded since ${clockText(since)}. Start it again with ./bench serve; this page goes on by itself.`
}

function ConnectionDoubt({ connection }: { readonly connection: Connection }) {
  return connection.kind === 'refused' ? (
    <p className="doubt" role="status">
      {connection.reason}
    </p>
  ) : null
}

/** The proxy’s own counters tell, since the charts go back five minutes only. */
function hasNoRequest({ snapshots }: History): boolean {
  const last = snapshots.at(-1)
  return (
    last !== undefined &&
    last.inFlight === 0 &&
    Object.values(last.requests).every((count) => count === 0)
  )
}

interface ChartsProps {
  readonly points: readonly Point[]
  readonly cursor: number | null
  readonly onCursor: (at: number | null) => void
}

function Charts({ points, cursor, onCursor }: ChartsProps) {
  const end = points.at(-1)?.at ?? 0
  const span = end - (points[0]?.at ?? end) > MINUTE_MS ? SPAN_MS : MINUTE_MS
  const x = {
    kind: 'linear' as const,
    label: '',
    min: end - span,
    max: end,
    ticks: (span === MINUTE_MS ? [60, 45, 30, 15, 0] : [300, 240, 180, 120, 60, 0]).map(
      (seconds) => end - seconds * 1000,
    ),
    format: (at: number) => agoText(end - at),
  }
  const at = (point: Point) => point.at
  const line = (
    key: string,
    name: string,
    style: ChartLine['style'],
    value: (point: Point) => number | null,
  ): ChartLine => ({ key, name, style, points: timePoints(points, at, value) })
  const charts = [
    {
      title: 'Requests per second',
      unit: 'requests/s',
      format: formatNumber,
      // Lines of what did not occur would lie on each other at 0.
      lines: STATUS_CLASSES.filter(
        (status) => status === '2xx' || points.some(({ requests }) => (requests[status] ?? 0) > 0),
      ).map((status) =>
        line(status, status, STATUS_STYLES[status], ({ requests }) => requests[status]),
      ),
    },
    {
      title: 'Time to first token',
      unit: 'ms',
      format: (value: number) => `≈ ${withUnit(formatNumber(value), 'ms')}`,
      lines: [
        line('p50', 'p50', 1, ({ ttftP50 }) => ttftP50),
        line('p95', 'p95', 2, ({ ttftP95 }) => ttftP95),
      ],
    },
    {
      title: 'Tokens per second',
      unit: 'tokens/s',
      format: formatNumber,
      lines: [line('tokens', 'tokens/s', 3, ({ tokensPerSecond }) => tokensPerSecond)],
    },
    {
      title: 'In flight',
      unit: 'requests',
      format: formatCount,
      lines: [line('inFlight', 'in flight', 1, ({ inFlight }) => inFlight)],
    },
  ]
  return (
    <div className="grid-2">
      {charts.map(({ title, ...chart }) => (
        <figure key={title} className="chart">
          <h3>{title}</h3>
          <TimeChart label={title} x={x} cursor={cursor} onCursor={onCursor} {...chart} />
        </figure>
      ))}
    </div>
  )
}

/** A moment by how long ago it was. */
export function agoText(millis: number): string {
  const seconds = Math.round(millis / 1000)
  if (seconds <= 0) {
    return 'now'
  }
  return seconds % 60 === 0
    ? `−${withUnit(seconds / 60, 'min')}`
    : `−${seconds >= 60 ? `${withUnit(Math.floor(seconds / 60), 'min')} ` : ''}${withUnit(seconds % 60, 's')}`
}

function clockText(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB')
}
