import { scaleLinear, scaleLog } from 'd3-scale'

/** An axis of a chart. */
export interface Axis {
  readonly kind: 'linear' | 'log'
  readonly label: string
  readonly min: number
  readonly max: number
  /** Places of its ticks; without them round numbers. */
  readonly ticks?: readonly number[]
  readonly format?: (value: number) => string
}

/** Places of the values of an axis, in px. */
export interface Scale {
  readonly at: (value: number) => number
  readonly invert: (place: number) => number
  readonly ticks: readonly number[]
  readonly text: (value: number) => string
}

const MAX_TICKS = 6

/** Least distance of two ticks of round numbers, in px: twice the height of their text. */
const TICK_ROOM = 24

export function makeScale(axis: Axis, from: number, to: number): Scale {
  const isLog = axis.kind === 'log' && axis.min > 0
  const scale = isLog
    ? scaleLog([axis.min, axis.max], [from, to])
    : scaleLinear([axis.min, axis.max], [from, to])
  const count = Math.min(MAX_TICKS, Math.max(1, Math.floor(Math.abs(to - from) / TICK_ROOM)))
  const ticks = axis.ticks ?? (isLog ? logTicks(axis.min, axis.max) : scale.ticks(count))
  return {
    at: (value) => scale(isLog ? Math.max(value, axis.min * 1e-3) : value),
    invert: (place) => scale.invert(place),
    ticks: ticks.filter((tick) => tick >= axis.min && tick <= axis.max),
    text: axis.format ?? tickText,
  }
}

/** Round numbers of a logarithmic axis: all of 1, 2 and 5, or fewer where they are many. */
export function logTicks(min: number, max: number): readonly number[] {
  for (const mantissas of [[1, 1.5, 2, 2.5, 3, 4, 5, 6, 8], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]]) {
    const ticks = ticksOf(mantissas, min, max)
    if (ticks.length <= MAX_TICKS + 1) {
      return ticks
    }
  }
  const decades = ticksOf([1], min, max)
  const step = Math.ceil(decades.length / MAX_TICKS)
  return decades.filter((_, index) => index % step === 0)
}

function ticksOf(mantissas: readonly number[], min: number, max: number): readonly number[] {
  const ticks: number[] = []
  for (let exponent = Math.floor(Math.log10(min)); exponent <= Math.log10(max); exponent++) {
    ticks.push(...mantissas.map((mantissa) => Number((mantissa * 10 ** exponent).toPrecision(2))))
  }
  return ticks.filter((tick) => tick >= min && tick <= max)
}

/** A tick without digits that say nothing: `0.05`, `2`, `1 500`. */
export function tickText(value: number): string {
  const text = Number(value.toPrecision(6)).toString()
  const [whole = '', fraction] = text.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** Ticks that have room: of two that are too close, the first stays. */
export function spaced(scale: Scale, minGap: number): readonly number[] {
  const kept: number[] = []
  for (const tick of scale.ticks) {
    const last = kept.at(-1)
    if (last === undefined || Math.abs(scale.at(tick) - scale.at(last)) >= minGap) {
      kept.push(tick)
    }
  }
  return kept
}

/** An axis from 0 to a round number, or a logarithmic one where the values differ widely. */
export function valueAxis(label: string, values: readonly number[]): Axis {
  const positive = values.filter((value) => value > 0)
  // A spread of a long list is more arguments than a call may have.
  const max = values.reduce((most, value) => Math.max(most, value), 0)
  const min = positive.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  if (positive.length > 1 && positive.length === values.length && max / min > LOG_FROM) {
    return { kind: 'log', label: `${label} (log)`, min: min / 1.3, max: max * 1.3 }
  }
  const [, top = 1] = scaleLinear([0, max || 1], [0, 1])
    .nice(MAX_TICKS)
    .domain()
  return { kind: 'linear', label, min: 0, max: top }
}

/** From this ratio of the largest value to the smallest, a linear axis would hide the small ones. */
const LOG_FROM = 30

/** Axis of the loads, with a tick at each. */
export function loadAxis(label: string, loads: readonly number[], isLog: boolean): Axis {
  const ticks = [...new Set(loads)].sort((a, b) => a - b)
  const min = ticks[0] ?? 1
  const max = ticks.at(-1) ?? 1
  return isLog
    ? { kind: 'log', label: `${label} (log)`, min: min / 1.25, max: max * 1.25, ticks }
    : { kind: 'linear', label, min: 0, max: max * 1.05, ticks }
}

const STEPS_S = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600,
  1800, 3600,
]

/** Axis of the time from 0 to an end in ms, read in seconds. */
export function secondsAxis(end: number): Axis {
  const seconds = end / 1000 / MAX_TICKS
  const step = 1000 * (STEPS_S.find((one) => seconds <= one) ?? 7200 * Math.ceil(seconds / 7200))
  const digits = end < 1000 ? 3 : end < 10_000 ? 2 : 1
  return {
    kind: 'linear',
    label: 's',
    min: 0,
    max: end,
    ticks: Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step),
    format: (at) => Number((at / 1000).toFixed(digits)).toString(),
  }
}
