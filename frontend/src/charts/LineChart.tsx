import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import { LineLabels, LineMarks, placeOf, Rules } from './LineMarks'
import { type ChartLine, type ChartPoint, type Ring, type Rule, shortName } from './lines'
import { type Area, Plot } from './Plot'
import { Rings } from './Rings'
import { Swatch } from './Swatch'
import type { Axis } from './scales'
import { useWidth } from './use-width'
import './styles/chart.css'

const FALLBACK_WIDTH = 520
const CHARACTER_WIDTH = 6.6

/** Below this width the names of the lines stand in a legend above the chart. */
const LABELS_FROM = 440
const NARROW_MARGIN = 12

interface Props {
  readonly label: string
  readonly x: Axis
  readonly y: Axis
  readonly lines: readonly ChartLine[]
  readonly rules?: readonly Rule[]
  readonly rings?: readonly Ring[]
  /** Sentences on how to read the chart; a point that is read out takes their place. */
  readonly note?: string
  readonly height?: number
  readonly onPick?: (line: ChartLine, point: ChartPoint) => void
}

interface Active {
  readonly line: number
  readonly point: number
}

/**
 * Lines against two axes. Hovering reads the nearest point out, and so do the arrow keys: left and
 * right along a line, up and down from line to line. Enter or a click opens the point.
 */
export function LineChart(props: Props) {
  const { label, x, y, lines, rules = [], rings = [], note = '', height = 260, onPick } = props

  const [ref, width] = useWidth<HTMLDivElement>(FALLBACK_WIDTH)
  const [active, setActive] = useState<Active | null>(null)
  const marginRight = width >= LABELS_FROM ? nameWidth(lines) : NARROW_MARGIN
  const shown = active === null ? null : pointAt(lines, active)
  const [areaOf, setArea] = useAreaHolder()
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const area = areaOf()
    if (area !== null) {
      setActive(nearest(area, lines, event.clientX - box.left, event.clientY - box.top))
    }
  }
  const pick = (at: Active | null) => {
    const picked = at === null ? null : pointAt(lines, at)
    if (picked !== null) {
      onPick?.(picked.line, picked.point)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const next = step(lines, active, event.key)
    if (next !== null) {
      event.preventDefault()
      setActive(next)
    } else if (event.key === 'Enter') {
      pick(active)
    }
  }
  const last = Math.max(0, lines.reduce((sum, line) => sum + line.points.length, 0) - 1)
  return (
    <>
      {width < LABELS_FROM && lines.length > 1 && (
        <p className="chart-legend">
          {lines.map(({ key, name, style }) => (
            <span key={key}>
              <Swatch style={style} /> {name}
            </span>
          ))}
        </p>
      )}
      <div
        ref={ref}
        className={onPick === undefined ? 'chart-drawing' : 'chart-drawing is-open'}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={active === null ? 0 : placeInTurn(lines, active)}
        aria-valuetext={shown?.point.text ?? 'Arrow keys read the points.'}
        onKeyDown={onKeyDown}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setActive(null)}
        onBlur={() => setActive(null)}
        onClick={() => pick(active)}
      >
        <Plot width={width} height={height} marginRight={marginRight} x={x} y={y}>
          {(area) => {
            setArea(area)
            return (
              <>
                <LineMarks area={area} lines={lines} />
                <Rules area={area} rules={rules} />
                <Rings area={area} lines={lines} rings={rings} />
                {width >= LABELS_FROM && <LineLabels area={area} lines={lines} />}
                <Cursor area={area} lines={lines} active={active} />
              </>
            )
          }}
        </Plot>
      </div>
      <figcaption className="chart-read-out">
        {shown === null ? note : <span aria-hidden="true">{shown.point.text}</span>}
      </figcaption>
    </>
  )
}

/** Keeps the area of the last drawing for the pointer, without drawing again. */
function useAreaHolder(): readonly [() => Area | null, (area: Area) => void] {
  const [holder] = useState<{ area: Area | null }>(() => ({ area: null }))
  return [
    () => holder.area,
    (area) => {
      holder.area = area
    },
  ]
}

function Cursor({
  area,
  lines,
  active,
}: {
  readonly area: Area
  readonly lines: readonly ChartLine[]
  readonly active: Active | null
}) {
  const shown = active === null ? null : pointAt(lines, active)
  const place =
    active === null || shown === null ? null : placeOf(area, lines, active.line, shown.point)
  return place === null ? null : (
    <circle className="chart-cursor" cx={place[0]} cy={place[1]} r={7} />
  )
}

function nameWidth(lines: readonly ChartLine[]): number {
  const longest = lines.reduce((max, { name }) => Math.max(max, shortName(name).length), 0)
  return Math.ceil(longest * CHARACTER_WIDTH) + 12
}

function pointAt(
  lines: readonly ChartLine[],
  { line, point }: Active,
): { readonly line: ChartLine; readonly point: ChartPoint } | null {
  const one = lines[line]
  const found = one?.points[point]
  return one === undefined || found === undefined ? null : { line: one, point: found }
}

function placeInTurn(lines: readonly ChartLine[], { line, point }: Active): number {
  return lines.slice(0, line).reduce((sum, { points }) => sum + points.length, 0) + point
}

function nearest(area: Area, lines: readonly ChartLine[], x: number, y: number): Active | null {
  let best: Active | null = null
  let least = Number.POSITIVE_INFINITY
  lines.forEach((one, line) => {
    one.points.forEach((candidate, point) => {
      const place = placeOf(area, lines, line, candidate)
      const distance = place === null ? least : Math.hypot(place[0] - x, place[1] - y)
      if (distance < least) {
        least = distance
        best = { line, point }
      }
    })
  })
  return best
}

/** The point that a key leads to, or null where it leads nowhere. */
export function step(
  lines: readonly ChartLine[],
  active: Active | null,
  key: string,
): Active | null {
  const at = active ?? { line: 0, point: -1 }
  const points = lines[at.line]?.points.length ?? 0
  const move = (line: number, point: number): Active => {
    const bounded = Math.max(0, Math.min(lines.length - 1, line))
    const last = (lines[bounded]?.points.length ?? 1) - 1
    return { line: bounded, point: Math.max(0, Math.min(last, point)) }
  }
  switch (key) {
    case 'ArrowRight':
      return move(at.line, at.point + 1)
    case 'ArrowLeft':
      return move(at.line, at.point - 1)
    case 'ArrowUp':
      return move(at.line - 1, at.point)
    case 'ArrowDown':
      return move(at.line + 1, at.point)
    case 'Home':
      return move(at.line, 0)
    case 'End':
      return move(at.line, points - 1)
    default:
      return null
  }
}
