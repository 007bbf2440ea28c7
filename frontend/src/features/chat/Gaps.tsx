import { useElementSize } from '@mantine/hooks'
import { scaleLinear } from 'd3-scale'
import { area, curveStepAfter } from 'd3-shape'
import { type KeyboardEvent, useState } from 'react'
import { areMostWithinReads, gapsOf, longestPerBin, median } from '../../lib/clocks'
import { formatCount, formatMillis } from '../../lib/format'
import './styles/gaps.css'

const HEIGHT = 22
const BASE_HEIGHT = 1
const BIN_WIDTH = 3
const DOT_RADIUS = 2.5
const FALLBACK_WIDTH = 300

/** Bin that each key of the keyboard selects. */
const STEPS: Readonly<Record<string, (bin: number, last: number) => number>> = {
  ArrowLeft: (bin) => bin - 1,
  ArrowDown: (bin) => bin - 1,
  ArrowRight: (bin) => bin + 1,
  ArrowUp: (bin) => bin + 1,
  PageDown: (bin) => bin - 10,
  PageUp: (bin) => bin + 10,
  Home: () => 0,
  End: (_, last) => last,
}

/** The inter-chunk latencies in turn, so that a stall is seen. Arrow keys read them one by one. */
export function Gaps({ contentTimes }: { readonly contentTimes: readonly number[] }) {
  const { ref, width } = useElementSize()
  const [chosen, setChosen] = useState<number | null>(null)
  const gaps = gapsOf(contentTimes)
  const middle = median(gaps)
  if (middle === null) {
    return null
  }
  const drawn = width || FALLBACK_WIDTH
  const bins = longestPerBin(gaps, Math.max(1, Math.floor(drawn / BIN_WIDTH)))
  const longest = gaps.reduce((max, gap) => Math.max(max, gap), 0)
  const last = bins.length - 1
  const bin = Math.min(last, chosen ?? bins.indexOf(longest))
  const readOut = `${placeOf(bin, bins.length, gaps.length)}: ${formatMillis(bins[bin] ?? 0)}`
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setChosen(Math.max(0, Math.min(last, step(bin, last))))
    }
  }
  return (
    <div className="gaps" data-testid="gaps">
      <div
        ref={ref}
        className="gaps-drawing"
        data-testid="gaps-drawing"
        role="slider"
        tabIndex={0}
        aria-label="Inter-chunk latency"
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={bin}
        aria-valuetext={readOut}
        onKeyDown={onKeyDown}
        onBlur={() => setChosen(null)}
      >
        <Sparkline bins={bins} longest={longest} width={drawn} bin={chosen === null ? null : bin} />
      </div>
      <span className="gaps-text">
        ICL (inter-chunk latency):{' '}
        {chosen === null
          ? `median ${formatMillis(middle)}, longest ${formatMillis(longest)}`
          : readOut}
      </span>
      {areMostWithinReads(gaps) && (
        <span className="gaps-doubt">
          Most events came several in one read, so their latencies are not the server’s.
        </span>
      )}
    </div>
  )
}

/** Names a bin by the content events that its gaps follow. */
function placeOf(bin: number, bins: number, gaps: number): string {
  const first = Math.ceil((bin * gaps) / bins) + 1
  const last = Math.ceil(((bin + 1) * gaps) / bins)
  return first >= last
    ? `after event ${formatCount(first)}`
    : `longest after events ${formatCount(first)} to ${formatCount(last)}`
}

interface SparklineProps {
  readonly bins: readonly number[]
  readonly longest: number
  readonly width: number
  /** The bin that is read, or null. */
  readonly bin: number | null
}

function Sparkline({ bins, longest, width, bin }: SparklineProps) {
  const x = scaleLinear([0, bins.length], [0, width])
  const y = scaleLinear([0, longest || 1], [HEIGHT - BASE_HEIGHT, DOT_RADIUS])
  const shape = area<number>()
    .x((_, index) => x(index))
    .y0(HEIGHT)
    .y1(y)
    .curve(curveStepAfter)
  // The last value is drawn twice, so that its step has a width.
  const path = shape([...bins, bins.at(-1) ?? 0]) ?? ''
  const peak = bins.indexOf(longest)
  return (
    <svg width="100%" height={HEIGHT} aria-hidden="true">
      <path className="gaps-area" d={path} />
      <circle className="gaps-peak" cx={x(peak + 0.5)} cy={y(longest)} r={DOT_RADIUS} />
      {bin !== null && (
        <line className="gaps-cursor" x1={x(bin + 0.5)} x2={x(bin + 0.5)} y1={0} y2={HEIGHT} />
      )}
    </svg>
  )
}
