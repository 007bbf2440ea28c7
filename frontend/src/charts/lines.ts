import type { SymbolType } from 'd3-shape'
import { symbolCircle, symbolDiamond, symbolSquare, symbolStar, symbolTriangle } from 'd3-shape'

/** An interval around a value, with a middle that is another number. */
export interface Bar {
  readonly low: number
  readonly middle: number
  readonly high: number
}

/** A point of a line; without a value it ends the line. */
export interface ChartPoint {
  readonly x: number
  readonly y: number | null
  readonly interval?: Bar | null
  /** Values of the rounds. */
  readonly dots?: readonly number[]
  /** `doubted` is drawn hollow, and `failed` grey. */
  readonly state?: 'sound' | 'doubted' | 'failed'
  /** Sentence that reads the point out. */
  readonly text: string
}

/** Place of a line among the five colours; the floor is grey. */
export type SeriesStyle = 1 | 2 | 3 | 4 | 5

export interface ChartLine {
  readonly key: string
  readonly name: string
  readonly style: SeriesStyle
  readonly points: readonly ChartPoint[]
  readonly hasMarkers?: boolean
  readonly isStep?: boolean
  /** Lengths of its dashes and gaps; without them it is solid. */
  readonly dash?: string
  /** True if a failed check touches all of it: it is drawn grey. */
  readonly hasFailed?: boolean
}

/** A line across a chart, such as a limit. */
export interface Rule {
  readonly axis: 'x' | 'y'
  readonly value: number
  readonly label: string
}

/** A ring around a point of a line, with its name. */
export interface Ring {
  /** Key of the line. */
  readonly line: string
  readonly x: number
  readonly y: number
  readonly label: string
}

export const FLOOR_STYLE: SeriesStyle = 5

const SYMBOLS: Readonly<Record<SeriesStyle, SymbolType>> = {
  1: symbolCircle,
  2: symbolSquare,
  3: symbolTriangle,
  4: symbolDiamond,
  5: symbolStar,
}

/** Shape of a line’s points: colour alone tells nothing to many. */
export function symbolOf(style: SeriesStyle): SymbolType {
  return SYMBOLS[style]
}

/** Characters of a name that have room beside a chart. */
const MAX_NAME = 20

/** A name as it fits beside a chart: the ends tell more than the middle. */
export function shortName(name: string): string {
  const end = Math.floor((MAX_NAME - 1) / 2)
  return name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 1 - end)}…${name.slice(-end)}`
}

/** Places of labels that wanted to stand at some heights: moved apart, in their order. */
export function spreadLabels(
  wanted: readonly number[],
  gap: number,
  min: number,
  max: number,
): readonly number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0))
  const places = [...wanted]
  let lowest = min
  for (const index of order) {
    places[index] = Math.max(places[index] ?? min, lowest)
    lowest = (places[index] ?? min) + gap
  }
  let highest = max
  for (const index of order.reverse()) {
    places[index] = Math.min(places[index] ?? max, highest)
    highest = (places[index] ?? max) - gap
  }
  return places
}
