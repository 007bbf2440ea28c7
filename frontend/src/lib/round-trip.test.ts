import { expect, test } from 'vitest'
import { type ResourceTime, roundTripOf } from './round-trip'

const ORIGIN = 'http://localhost:8080'

function entry(path: string, millis: number, transferSize = 300): ResourceTime {
  return { name: ORIGIN + path, requestStart: 100, responseStart: 100 + millis, transferSize }
}

test('the round trip is the smallest of several', () => {
  const entries = [entry('/api/requests/1', 5), entry('/health', 2), entry('/api/requests/2', 3)]
  expect(roundTripOf(entries, ORIGIN)).toBe(2)
})

test('a request that waits for the model server, one from the cache and another host do not count', () => {
  const other = { ...entry('/', 1), name: 'http://localhost:80801/' }
  const entries = [entry('/v1/models', 1), entry('/assets/a.js', 1, 0), other]
  expect(roundTripOf(entries, ORIGIN)).toBeNull()
})

test('only the latest 20 count', () => {
  const entries = [entry('/health', 1), ...Array.from({ length: 20 }, () => entry('/health', 4))]
  expect(roundTripOf(entries, ORIGIN)).toBe(4)
})
