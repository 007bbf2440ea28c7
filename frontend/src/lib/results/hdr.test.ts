import { expect, test } from 'vitest'
import { encodeHistogram } from '../../../test/results/sample'
import { decodeHistogram, quantile } from './hdr'

test('values below the resolution are themselves', async () => {
  expect(await decodeHistogram(encodeHistogram([-5, 3, -2, 1]))).toEqual([
    { value: 5, count: 3 },
    { value: 8, count: 1 },
  ])
})

test('a value above the resolution is the highest of its bucket', async () => {
  // Index 2048 is the first of the buckets that are two wide.
  expect(await decodeHistogram(encodeHistogram([-2048, 1, -1023, 4]))).toEqual([
    { value: 2049, count: 1 },
    { value: 4099, count: 4 },
  ])
})

test('counts of several bytes are read', async () => {
  expect(await decodeHistogram(encodeHistogram([1_000_000]))).toEqual([
    { value: 0, count: 1_000_000 },
  ])
})

test('a percentile is the value that so many reach', async () => {
  const buckets = [
    { value: 10, count: 50 },
    { value: 20, count: 45 },
    { value: 90, count: 5 },
  ]
  expect(quantile(buckets, 0.5)).toBe(10)
  expect(quantile(buckets, 0.51)).toBe(20)
  expect(quantile(buckets, 0.95)).toBe(20)
  expect(quantile(buckets, 0.96)).toBe(90)
  expect(quantile([], 0.5)).toBeNull()
})

test.each([
  ['no Base64', '%%%'],
  ['too short', 'AAAA'],
  ['another format', Buffer.alloc(64).toString('base64')],
  ['cut off', encodeHistogram([1, 2, 3]).slice(0, 40)],
])('%s is an error', async (_, text) => {
  await expect(decodeHistogram(text)).rejects.toThrow()
})

test('a histogram that inflates without end is refused', async () => {
  const counts = Array.from({ length: 2_200_000 }, () => 1)
  await expect(decodeHistogram(encodeHistogram(counts))).rejects.toThrow('too large')
})
