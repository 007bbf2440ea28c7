/** An interval of 95 % confidence. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** The geometric mean that an interval is of: its ends lie evenly around it on a log scale. */
export function middleOf({ low, high }: Interval): number {
  return Math.sqrt(low * high)
}

/** Fewest values of which an interval says anything. */
const MIN_VALUES = 3

/** Student's t at 97.5 % for 1 to 10 degrees of freedom. */
const QUANTILES = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228]

/** The normal distribution at 97.5 %. */
const Z = 1.959964

/**
 * Interval of the geometric mean of the rounds' values: Student's t on their logarithms, so that
 * no end of it is negative.
 *
 * @return null below three values, or where one is not positive
 */
export function intervalOf(values: readonly number[]): Interval | null {
  if (values.length < MIN_VALUES || values.some((value) => value <= 0)) {
    return null
  }
  const logs = values.map(Math.log)
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0)
  const error = Math.sqrt(squares / (logs.length - 1) / logs.length)
  const reach = studentsT(logs.length - 1) * error
  return { low: Math.exp(mean - reach), high: Math.exp(mean + reach) }
}

/** Student's t at 97.5 %, from 11 degrees of freedom on by Cornish and Fisher's expansion. */
export function studentsT(degrees: number): number {
  return (
    QUANTILES[degrees - 1] ??
    Z + (Z ** 3 + Z) / (4 * degrees) + (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * degrees ** 2)
  )
}
