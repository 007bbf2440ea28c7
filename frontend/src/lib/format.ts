/** Narrow no-break space: a line never ends within a number. */
const GROUP_SPACE = '\u202f'

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

/** Time in ms below 10 s, in s from there on. */
export function formatMillis(millis: number): string {
  return millis < 9_999.5 ? `${formatNumber(millis)} ms` : formatSeconds(millis)
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
  return `${formatNumber(millis / 1000)} s`
}
