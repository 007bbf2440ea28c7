import { useElementSize } from '@mantine/hooks'
import { scaleLinear } from 'd3-scale'
import type { Part } from '../../lib/clocks'
import { formatMillis } from '../../lib/format'
import { Explained } from './Explained'
import './styles/clock-bar.css'

const HEIGHT = 18
const MIN_WIDTH = 2
const GAP = 1
/** Gap where the TTFT ends: what follows is none of it. */
const TTFT_GAP = 10

/** Width of a letter of the names in the bar, and the space beside a name. */
const LETTER_WIDTH = 6.5
const NAME_PADDING = 12
const FALLBACK_WIDTH = 600

const MEANING: Readonly<Record<Part['name'], string>> = {
  network: 'the browser’s TTFT less the proxy’s: the way there and back',
  proxy: 'the proxy’s own share of its TTFT',
  'model server': 'the proxy waited for the model server',
  'synthetic model': 'the proxy generated the response on its schedule',
  'until first token': 'the browser waited; the proxy has no record of its share',
  paint: 'after the TTFT: from reading the first token to seeing it',
}

/** The time from sending a request to its first token on the screen, in its parts. */
export function ClockBar({ parts }: { readonly parts: readonly Part[] }) {
  const { ref, width } = useElementSize()
  const bars = layOut(parts, width || FALLBACK_WIDTH)
  const label = parts.map((part) => `${textOf(part)} ${formatMillis(part.millis)}`).join(', ')
  return (
    <div className="clock-bar" data-testid="clock-bar">
      <div ref={ref} className="clock-bar-drawing">
        <svg width="100%" height={HEIGHT} role="img" aria-label={`Until the first token: ${label}`}>
          {bars.map(({ part, x, width }) => (
            <g key={part.name} className={seriesClass(part)}>
              <title>{`${part.name} ${formatMillis(part.millis)}: ${MEANING[part.name]}`}</title>
              <rect x={x} width={width} height={HEIGHT} data-part={part.name} />
              {fitsName(part, width) && (
                <text className="clock-bar-name" x={x + width / 2} y={HEIGHT / 2}>
                  {part.name}
                </text>
              )}
            </g>
          ))}
        </svg>
      </div>
      <Explained
        className="clock-parts"
        items={parts.map((part) => ({
          name: part.name,
          meaning: MEANING[part.name],
          content: (
            <>
              <span className={`swatch ${seriesClass(part)}`} />
              {textOf(part)} <b>{formatMillis(part.millis)}</b>
            </>
          ),
        }))}
      />
    </div>
  )
}

function textOf({ name }: Part): string {
  return name === 'paint' ? 'then paint' : name
}

function gapBefore({ name }: Part): number {
  return name === 'paint' ? TTFT_GAP : GAP
}

/** Lays the parts side by side; each is wide enough to be seen, at the cost of the others. */
function layOut(parts: readonly Part[], width: number) {
  const total = parts.reduce((sum, part) => sum + part.millis, 0)
  const gaps = parts.slice(1).reduce((sum, part) => sum + gapBefore(part), 0)
  const fixed = MIN_WIDTH * parts.length + gaps
  const scale = scaleLinear([0, total || 1], [0, width - fixed])
  let x = 0
  return parts.map((part, index) => {
    x += index === 0 ? 0 : gapBefore(part)
    const bar = { part, x, width: MIN_WIDTH + scale(part.millis) }
    x += bar.width
    return bar
  })
}

function fitsName({ name }: Part, width: number): boolean {
  return width >= name.length * LETTER_WIDTH + NAME_PADDING
}

function seriesClass(part: Part): string {
  return `part-${part.name.replaceAll(' ', '-')}`
}
