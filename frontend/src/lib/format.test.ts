import { expect, test } from 'vitest'
import { formatCount, formatMillis, formatNumber, formatSeconds, formatUtc } from './format'

test.each([
  [0.41, '0.41\u00a0ms'],
  [6.944, '6.94\u00a0ms'],
  [9.996, '10.0\u00a0ms'],
  [99.94, '99.9\u00a0ms'],
  [99.96, '100\u00a0ms'],
  [212.4, '212\u00a0ms'],
  [9_999, '9\u202f999\u00a0ms'],
  [12_345, '12.3\u00a0s'],
])('%d ms is %s', (millis, text) => {
  expect(formatMillis(millis)).toBe(text)
})

test.each([
  [0, '0.00\u00a0s'],
  [8_600, '8.60\u00a0s'],
  [12_345, '12.3\u00a0s'],
  [123_456, '123\u00a0s'],
])('%d ms in seconds are %s', (millis, text) => {
  expect(formatSeconds(millis)).toBe(text)
})

test.each([
  ['2026-11-29T17:40:00.123456+01:00', '2026-11-29 16:40:00 UTC'],
  ['2026-11-29T16:40Z', '2026-11-29 16:40:00 UTC'],
  ['2026-11-29T17:40:00', '2026-11-29T17:40:00'],
  ['yesterday Z', 'yesterday Z'],
])('%s in UTC is %s', (text, utc) => {
  expect(formatUtc(text)).toBe(utc)
})

test('thousands are separated', () => {
  expect(formatCount(1_234_567)).toBe('1\u202f234\u202f567')
  expect(formatCount(999)).toBe('999')
})

test('numbers have three significant digits', () => {
  expect(formatNumber(48.06)).toBe('48.1')
  expect(formatNumber(2_345.6)).toBe('2\u202f346')
})
