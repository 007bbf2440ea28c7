import type { ReactNode } from 'react'
import { type Axis, makeScale, type Scale, spaced } from './scales'

const TOP = 26
const BOTTOM = 40
const LEFT = 54
/** Least distance of two ticks that are one above the other, and of two side by side. */
const Y_TICK_GAP = 20
const X_TICK_GAP = 30
const DIGIT_WIDTH = 7
const TEXT_GAP = 8
const LABEL_GAP = 6
/** Place of the text above a chart. */
export const LABEL_Y = 12

/** The area in which a chart draws its values. */
export interface Area {
  readonly x: Scale
  readonly y: Scale
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

interface Props {
  readonly width: number
  readonly height: number
  /** Room on the right for the names of the lines. */
  readonly marginRight: number
  readonly x: Axis
  readonly y: Axis
  readonly children: (area: Area) => ReactNode
}

/** Distance that the longest text below an axis needs. */
function gapOf({ ticks, text }: Scale): number {
  const longest = ticks.reduce((max, tick) => Math.max(max, text(tick).length), 0)
  return Math.max(X_TICK_GAP, DIGIT_WIDTH * longest + TEXT_GAP)
}

/** Drawing with two axes; what it shows is read out elsewhere. */
export function Plot({ width, height, marginRight, x, y, children }: Props) {
  const right = Math.max(LEFT + 40, width - marginRight)
  const bottom = height - BOTTOM
  const area: Area = {
    x: makeScale(x, LEFT, right),
    y: makeScale(y, bottom, TOP),
    left: LEFT,
    right,
    top: TOP,
    bottom,
  }
  return (
    <svg
      className="plot"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      <text className="plot-label" x={0} y={LABEL_Y}>
        {y.label}
      </text>
      {spaced(area.y, Y_TICK_GAP).map((tick) => (
        <g key={tick}>
          <line
            className="plot-grid"
            x1={area.left}
            x2={area.right}
            y1={area.y.at(tick)}
            y2={area.y.at(tick)}
          />
          <text
            className="plot-tick is-end"
            x={area.left - LABEL_GAP}
            y={area.y.at(tick)}
            dominantBaseline="central"
          >
            {area.y.text(tick)}
          </text>
        </g>
      ))}
      <line className="plot-axis" x1={area.left} x2={area.right} y1={bottom} y2={bottom} />
      {spaced(area.x, gapOf(area.x)).map((tick) => (
        <g key={tick}>
          <line
            className="plot-axis"
            x1={area.x.at(tick)}
            x2={area.x.at(tick)}
            y1={bottom}
            y2={bottom + 4}
          />
          <text className="plot-tick is-middle" x={area.x.at(tick)} y={bottom + 17}>
            {area.x.text(tick)}
          </text>
        </g>
      ))}
      <text className="plot-label is-middle" x={(area.left + right) / 2} y={height - 4}>
        {x.label}
      </text>
      {children(area)}
    </svg>
  )
}
