import type { KeyboardEvent, PointerEvent } from 'react'
import { useState } from 'react'
import { LineMarks, styleClass } from './LineMarks'
import type { ChartLine, ChartPoint } from './lines'
import { type Area, Plot } from './Plot'
import { type Axis, valueAxis } from './scales'
import { useWidth } from './use-width'
import './styles/chart.css'

const FALLBACK_WIDTH = 520
const MARGIN = 12

/** Lines that follow time have no shapes, so dashes tell them apart where their colours do not. */
const DASHES = ['none', '6 3', '12 3', '10 3 2 3', '3 3']

const SWATCH_WIDTH = 24

interface Props {
  readonly label: string
  readonly unit: string
  readonly x: Axis
  readonly lines: readonly ChartLine[]
  /** Moment that all charts of a group read out, or null for the last one. */
  readonly cursor: number | null
  readonly onCursor: (at: number | null) => void
  readonly format: (value: number) => string
  /** Sums up each line while no moment is read out; without it the last moment stands there. */
  readonly summaries?: readonly string[]
  readonly height?: number
}

/** Lines over time, one of several charts with the same moment under the cursor. */
export function TimeChart(props: Props) {
  const { label, unit, x, cursor, onCursor, format, summaries, height = 150 } = props

  const [ref, width] = useWidth<HTMLDivElement>(FALLBACK_WIDTH)
  const [holder] = useState<{ area: Area | null }>(() => ({ area: null }))
  const lines = props.lines.map((line, index) => ({
    ...line,
    dash: DASHES[index % DASHES.length],
  }))
  const times = [...new Set(lines.flatMap(({ points }) => points.map((point) => point.x)))].sort(
    (a, b) => a - b,
  )
  const values = lines.flatMap(({ points }) => points.flatMap(({ y }) => y ?? []))
  const shown = nearestTime(times, cursor ?? times.at(-1) ?? 0)
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect()
    if (holder.area !== null) {
      onCursor(nearestTime(times, holder.area.x.invert(event.clientX - left)))
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const index = timeOfKey(event.key, times.indexOf(shown), times.length)
    if (index !== null) {
      event.preventDefault()
      onCursor(times[index] ?? null)
    }
  }
  const readOut = lines.map(({ points, name }, index) => {
    const value = valueAt(points, shown)
    const summary = cursor === null ? summaries?.[index] : ''
    return { name, text: summary || (value === null ? '–' : format(value)) }
  })
  const isSummed = cursor === null && summaries !== undefined
  const moment = isSummed ? 'whole load' : (x.format?.(shown) ?? String(shown))
  return (
    <>
      <p className="chart-legend">
        {lines.map((line, index) => (
          <span key={line.key} className={styleClass(line)}>
            <svg className="time-swatch" width={SWATCH_WIDTH} height="3" aria-hidden="true">
              <path
                className="series-line"
                strokeDasharray={line.dash}
                d={`M0,1.5H${SWATCH_WIDTH}`}
              />
            </svg>
            {readOut[index]?.name} <b>{readOut[index]?.text}</b>
          </span>
        ))}
      </p>
      <div
        ref={ref}
        className="chart-drawing"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, times.length - 1)}
        aria-valuenow={Math.max(0, times.indexOf(shown))}
        aria-valuetext={`${moment}: ${readOut.map(({ name, text }) => `${name} ${text}`).join(', ')}`}
        onKeyDown={onKeyDown}
        onPointerMove={onPointerMove}
        onPointerLeave={() => onCursor(null)}
        onBlur={() => onCursor(null)}
      >
        <Plot width={width} height={height} marginRight={MARGIN} x={x} y={valueAxis(unit, values)}>
          {(area) => {
            holder.area = area
            return (
              <>
                <LineMarks area={area} lines={lines} />
                {cursor !== null && (
                  <line
                    className="time-cursor"
                    x1={area.x.at(shown)}
                    x2={area.x.at(shown)}
                    y1={area.top}
                    y2={area.bottom}
                  />
                )}
              </>
            )
          }}
        </Plot>
      </div>
    </>
  )
}

/**
 * Value of the point closest to a moment, or null where the line has none then: it lies half the
 * usual distance of two points away at most.
 */
export function valueAt(points: readonly ChartPoint[], at: number): number | null {
  const times = points.map(({ x }) => x)
  const nearest = nearestTime(times, at)
  const isThen = Math.abs(nearest - at) <= spacing(times) / 2
  return isThen ? (points.find(({ x }) => x === nearest)?.y ?? null) : null
}

/** Usual time between two points. */
function spacing(times: readonly number[]): number {
  const [first = 0] = times
  return times.length < 2 ? 0 : ((times.at(-1) ?? first) - first) / (times.length - 1)
}

/** The time among some that is closest to another; they are in order. */
export function nearestTime(times: readonly number[], at: number): number {
  return times.reduce(
    (best, time) => (Math.abs(time - at) < Math.abs(best - at) ? time : best),
    times[0] ?? 0,
  )
}

function timeOfKey(key: string, index: number, count: number): number | null {
  const bounded = (to: number) => Math.max(0, Math.min(count - 1, to))
  switch (key) {
    case 'ArrowLeft':
      return bounded(index - 1)
    case 'ArrowRight':
      return bounded(index + 1)
    case 'PageUp':
      return bounded(index - 10)
    case 'PageDown':
      return bounded(index + 10)
    case 'Home':
      return 0
    case 'End':
      return bounded(count - 1)
    default:
      return null
  }
}

/** Points of one value of a list of records over time. */
export function timePoints<T>(
  records: readonly T[],
  time: (record: T) => number,
  value: (record: T) => number | null | undefined,
): readonly ChartPoint[] {
  return records.map((record) => ({ x: time(record), y: value(record) ?? null, text: '' }))
}
