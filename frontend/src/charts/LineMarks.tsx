import { curveStepAfter, line, symbol } from 'd3-shape'
import {
  type Bar,
  type ChartLine,
  type ChartPoint,
  type Rule,
  shortName,
  spreadLabels,
  symbolOf,
} from './lines'
import { type Area, LABEL_Y } from './Plot'

const MARKER_SIZE = 44
const DOT_RADIUS = 1.8
const CAP = 3
/** Height of a line of text. */
export const LABEL_HEIGHT = 14
const LABEL_GAP = 8

/** Pixels by which the points of several lines at one place stand apart. */
const DODGE = 6

/** Place of a point: those of several lines at one load stand side by side. */
export function placeOf(
  area: Area,
  lines: readonly ChartLine[],
  lineIndex: number,
  point: ChartPoint,
): readonly [number, number] | null {
  const hasMarkers = lines[lineIndex]?.hasMarkers === true
  const shift = hasMarkers ? (lineIndex - (lines.length - 1) / 2) * DODGE : 0
  return point.y === null ? null : [area.x.at(point.x) + shift, area.y.at(point.y)]
}

interface Props {
  readonly area: Area
  readonly lines: readonly ChartLine[]
}

/** The lines of a chart with their points, dots and bars. */
export function LineMarks({ area, lines }: Props) {
  return lines.map((one, index) => (
    <g key={one.key} className={`series ${styleClass(one)}`}>
      <path className="series-line" strokeDasharray={one.dash} d={pathOf(area, lines, index)} />
      {one.hasMarkers === true &&
        one.points.map((point) => (
          <Marker
            key={`${point.x} ${point.text}`}
            area={area}
            lines={lines}
            index={index}
            point={point}
          />
        ))}
    </g>
  ))
}

/** Class of a line’s colour; it is grey where a check failed. */
export function styleClass({ style, hasFailed }: ChartLine): string {
  return `series-${style}${hasFailed === true ? ' is-failed' : ''}`
}

function pathOf(area: Area, lines: readonly ChartLine[], index: number): string {
  const one = lines[index]
  const shape = line<ChartPoint>()
    .defined(({ y }) => y !== null)
    .x((point) => placeOf(area, lines, index, point)?.[0] ?? 0)
    .y((point) => placeOf(area, lines, index, point)?.[1] ?? 0)
  if (one?.isStep === true) {
    shape.curve(curveStepAfter)
  }
  return shape([...(one?.points ?? [])]) ?? ''
}

function Marker({
  area,
  lines,
  index,
  point,
}: Props & { readonly index: number; readonly point: ChartPoint }) {
  const place = placeOf(area, lines, index, point)
  if (place === null) {
    return null
  }
  const [x, y] = place
  const { interval = null, dots = [], state = 'sound' } = point
  const shape = symbol(symbolOf(lines[index]?.style ?? 1), MARKER_SIZE)() ?? ''
  return (
    <g className={`marker is-${state}`}>
      {interval !== null && <IntervalBar area={area} x={x} interval={interval} />}
      {dots.map((dot, round) => {
        const top = area.y.at(dot)
        return (
          isInside(area, top) && (
            // biome-ignore lint/suspicious/noArrayIndexKey: rounds never move
            <circle key={round} className="marker-dot" cx={x} cy={top} r={DOT_RADIUS} />
          )
        )
      })}
      <path className="marker-shape" d={shape} transform={`translate(${x},${y})`} />
    </g>
  )
}

interface BarProps {
  readonly area: Area
  readonly x: number
  readonly interval: Bar
}

/**
 * An interval: an end inside the chart has a cap, and one outside an arrow at the edge. A stroke
 * marks its middle, because the point is another number, and may lie outside.
 */
function IntervalBar({ area, x, interval }: BarProps) {
  const [high, low] = [area.y.at(interval.high), area.y.at(interval.low)]
  const top = Math.min(area.bottom, Math.max(area.top, high))
  const bottom = Math.min(area.bottom, Math.max(area.top, low))
  const middle = area.y.at(interval.middle)
  const stroke = isInside(area, middle) ? `M${x - 2 * CAP},${middle}h${4 * CAP}` : ''
  return (
    <path
      className="marker-bar"
      d={`M${x},${top}V${bottom}${endOf(area, x, high, top)}${endOf(area, x, low, bottom)}${stroke}`}
    />
  )
}

function endOf(area: Area, x: number, place: number, end: number): string {
  if (isInside(area, place)) {
    return `M${x - CAP},${end}h${2 * CAP}`
  }
  const back = place < end ? CAP : -CAP
  return `M${x - CAP},${end + back}L${x},${end}l${CAP},${back}`
}

function isInside(area: Area, place: number): boolean {
  return place >= area.top && place <= area.bottom
}

/** The names of the lines at their ends. */
export function LineLabels({ area, lines }: Props) {
  const ends = lines.flatMap((one, index) => {
    const last = one.points.findLast(({ y }) => y !== null)
    const place = last === undefined ? null : placeOf(area, lines, index, last)
    return place === null ? [] : [{ one, y: place[1] }]
  })
  const places = spreadLabels(
    ends.map(({ y }) => y),
    LABEL_HEIGHT,
    area.top,
    area.bottom,
  )
  return ends.map(({ one }, index) => (
    <text
      key={one.key}
      className={`series-name ${styleClass(one)}`}
      x={area.right + LABEL_GAP}
      y={places[index]}
      dominantBaseline="central"
    >
      <title>{one.name}</title>
      {shortName(one.name)}
    </text>
  ))
}

/** Lines across the chart, with what they mean. */
export function Rules({ area, rules }: { readonly area: Area; readonly rules: readonly Rule[] }) {
  return rules.map(({ axis, value, label }) => {
    const place = axis === 'y' ? area.y.at(value) : area.x.at(value)
    if (axis === 'y' ? !isInside(area, place) : place < area.left || place > area.right) {
      return null
    }
    return axis === 'y' ? (
      <g key={label} className="rule">
        <line x1={area.left} x2={area.right} y1={place} y2={place} />
        {/* Beside the label of the axis, where it hides no mark. */}
        <text className="is-end" x={area.right} y={LABEL_Y}>
          dashed: {label}
        </text>
      </g>
    ) : (
      <g key={label} className="rule">
        <line x1={place} x2={place} y1={area.top} y2={area.bottom} />
        <text x={place + 4} y={area.top + 8}>
          {label}
        </text>
      </g>
    )
  })
}
