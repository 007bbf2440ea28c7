import type { Values } from './report'

/** A parsed JSON object, of which nothing is known yet. */
export type Raw = Readonly<Record<string, unknown>>

const MAX_TEXT = 300

/** Characters that draw nothing, or turn the direction of what follows. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

export function rawOf(value: unknown): Raw {
  return isRaw(value) ? value : {}
}

export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** A number that can't be negative, such as a count, a time or a rate; else null. */
export function amountOf(value: unknown): number | null {
  const number = numberOf(value)
  return number === null || number < 0 ? null : number
}

/** Text that can be drawn: without control characters, and cut to a length. */
export function textOf(value: unknown, max: number = MAX_TEXT): string | null {
  if (typeof value !== 'string') {
    return null
  }
  // Cut first, since a hostile text may have millions of characters.
  const text = value
    .slice(0, 2 * max)
    .replace(UNSEEN, ' ')
    .trim()
  return text.length > max ? `${text.slice(0, max - 1)}…` : text
}

/** Times between the stamps of two processes. They may be slightly negative, because clocks are inexact. */
const SIGNED = /^(?:transit|due_delay|lateness)_/

/** All fields of an object that are numbers; a negative count, time or rate is none. */
export function valuesOf(raw: Raw): Values {
  return new Map(
    Object.entries(raw).flatMap(([name, value]) => {
      const number = SIGNED.test(name) ? numberOf(value) : amountOf(value)
      return number === null ? [] : [[name, number] as const]
    }),
  )
}
