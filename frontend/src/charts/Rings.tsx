import { LABEL_HEIGHT, placeOf, styleClass } from './LineMarks'
import { type ChartLine, type Ring, spreadLabels } from './lines'
import type { Area } from './Plot'

interface Props {
  readonly area: Area
  readonly lines: readonly ChartLine[]
  readonly rings: readonly Ring[]
}

const RING_RADIUS = 9
const RING_LABEL_GAP = 18

/** Room for half a label: a place closer to an end of the axis has it on its other side. */
const RING_LABEL_ROOM = 56

/** Rings around points, each with its name below, or above where the chart ends: limits lie above. */
export function Rings({ area, lines, rings }: Props) {
  const placed = rings.flatMap((ring) => {
    const index = lines.findIndex(({ key }) => key === ring.line)
    const one = lines[index]
    const place = placeOf(area, lines, index, { x: ring.x, y: ring.y, text: '' })
    return one === undefined || place === null ? [] : [{ ring, one, x: place[0], y: place[1] }]
  })
  const labels = spreadLabels(
    placed.map(({ y }) =>
      y + RING_LABEL_GAP > area.bottom - LABEL_HEIGHT / 2 ? y - RING_LABEL_GAP : y + RING_LABEL_GAP,
    ),
    LABEL_HEIGHT,
    area.top,
    area.bottom - LABEL_HEIGHT / 2,
  )
  return placed.map(({ ring, one, x, y }, index) => (
    <g key={ring.line} className="ring">
      <circle cx={x} cy={y} r={RING_RADIUS} />
      <text
        className={`series-name ${styleClass(one)} ${ringAnchor(area, x)}`}
        x={x}
        y={labels[index]}
        dominantBaseline="central"
      >
        {ring.label}
      </text>
    </g>
  ))
}

function ringAnchor({ left, right }: Area, x: number): string {
  if (x > right - RING_LABEL_ROOM) {
    return 'is-end'
  }
  return x < left + RING_LABEL_ROOM ? '' : 'is-middle'
}
