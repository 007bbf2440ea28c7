/** Narrow no-break space: a line never ends within a number. */
const GROUP_SPACE = '\u202f'

/** No-break space: a line never ends between a number and its unit. */
const UNIT_SPACE = '\u00a0'

/** A number with its unit: `12 ms`. */
export function withUnit(number: string | number, unit: string): string {
  return `${number}${UNIT_SPACE}${unit}`
}

/** Whole number with narrow spaces between thousands: `12 345`. */
export function formatCount(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, GROUP_SPACE)
}

/** Number with three significant digits and at most two decimals: `0.41`, `6.94`, `48.1`, `187`. */
export function formatNumber(value: number): string {
  const size = Math.abs(value)
  if (size >= 99.95) {
    return formatCount(value)
  }
  return value.toFixed(size < 9.995 ? 2 : 1)
}

/** From here on, three digits of a time are whole tenths of a second. */
const LONG_MS = 9_999.5

/** Time in ms below 10 s, in s from there on. */
export function formatMillis(millis: number): string {
  return millis < LONG_MS ? withUnit(formatNumber(millis), 'ms') : formatSeconds(millis)
}

/** Number whose unit stands elsewhere; a time that is read in s names its own. */
export function formatIn(unit: string, value: number): string {
  return unit === 'ms' && value >= LONG_MS ? formatSeconds(value) : formatNumber(value)
}

/**
 * A moment with an offset, such as `2026-11-29T17:40:00+01:00`, in UTC: `2026-11-29 16:40:00 UTC`.
 * A text that names no offset stays as it is.
 */
export function formatUtc(text: string): string {
  const moment = new Date(text)
  return /(Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(moment.getTime())
    ? `${moment.toISOString().slice(0, 19).replace('T', ' ')} UTC`
    : text
}

/** Time in seconds with three significant digits. */
export function formatSeconds(millis: number): string {
  return withUnit(formatNumber(millis / 1000), 's')
}
