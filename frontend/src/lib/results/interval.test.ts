import { expect, test } from 'vitest'
import { intervalOf, middleOf, studentsT } from './interval'

test.each([
  [1, 12.706],
  [9, 2.262],
  [11, 2.201],
  [30, 2.042],
  [60, 2.0],
  [120, 1.98],
])('Student’s t of %d degrees of freedom is %d', (degrees, quantile) => {
  expect(studentsT(degrees)).toBeCloseTo(quantile, 2)
})

test('rounds that double and halve lie evenly around their geometric mean', () => {
  const interval = intervalOf([50, 100, 200]) ?? { low: 0, high: 0 }
  const { high } = interval
  expect(middleOf(interval)).toBeCloseTo(100)
  // ln 2 / √3 × 4.303
  expect(high / 100).toBeCloseTo(Math.exp((Math.LN2 / Math.sqrt(3)) * 4.303), 3)
})

test('equal rounds have an interval without width', () => {
  expect(intervalOf([7, 7, 7])).toEqual({ low: expect.closeTo(7), high: expect.closeTo(7) })
})

test.each([[[]], [[5]], [[5, 6]], [[5, 0, 6]], [[5, -1, 6]]])('%j has no interval', (values) => {
  expect(intervalOf(values)).toBeNull()
})
