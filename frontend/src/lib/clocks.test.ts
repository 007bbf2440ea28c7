import { expect, test } from 'vitest'
import {
  disagreement,
  gapsOf,
  longestPerBin,
  median,
  type ProxyRecord,
  partsOf,
  timePerOutputToken,
  tokensPerSecond,
} from './clocks'
import type { Timing } from './recording'

const TIMING: Timing = {
  headersMs: 50,
  ttftMs: 200,
  paintedMs: 210,
  firstReasoningMs: null,
  ttfoMs: 200,
  e2eMs: 1200,
  closeMs: 1210,
  contentEvents: 101,
  tokens: { count: 101, isExact: true },
}

const RECORD: ProxyRecord = {
  id: 'r1',
  model: 'm',
  source: 'upstream',
  status: 200,
  ending: 'completed',
  ttftMs: 195,
  upstreamMs: 194,
  overheadMs: 1,
  durationMs: 1195,
  tokens: 101,
  bytesOut: 5000,
  roundTripMs: 3,
}

test('the rate is n / E2E', () => {
  expect(tokensPerSecond({ ...TIMING, e2eMs: 2000, tokens: { count: 100, isExact: true } })).toBe(
    50,
  )
  expect(tokensPerSecond({ ...TIMING, e2eMs: null })).toBeNull()
})

test('TPOT is (E2E − TTFT) / (n − 1)', () => {
  expect(timePerOutputToken(TIMING, [200, 700, 1200])).toBe(10)
})

test('there is no TPOT of one token, or where most gaps lie within reads', () => {
  const one = { ...TIMING, tokens: { count: 1, isExact: true } }
  expect(timePerOutputToken(one, [200, 700])).toBeNull()
  expect(timePerOutputToken(TIMING, [200])).toBeNull()
  expect(timePerOutputToken(TIMING, [200, 200, 200, 1200])).toBeNull()
  expect(timePerOutputToken(TIMING, [200, 200, 1200])).toBe(10)
})

test('the parts add up to the time until the first token was painted', () => {
  const parts = partsOf(TIMING, RECORD)
  expect(parts).toEqual([
    { name: 'network', millis: 5 },
    { name: 'proxy', millis: 1 },
    { name: 'model server', millis: 194 },
    { name: 'paint', millis: 10 },
  ])
  expect(parts.reduce((sum, part) => sum + part.millis, 0)).toBe(TIMING.paintedMs)
})

test('a synthetic response has one part of the proxy', () => {
  const record = { ...RECORD, source: 'synthetic', upstreamMs: null, overheadMs: null }
  expect(partsOf(TIMING, record).map(({ name }) => name)).toEqual([
    'network',
    'synthetic model',
    'paint',
  ])
})

test('without a record, the time until the first token is one part', () => {
  expect(partsOf({ ...TIMING, paintedMs: null }, null)).toEqual([
    { name: 'until first token', millis: 200 },
  ])
})

test('without a first token there are no parts', () => {
  expect(partsOf({ ...TIMING, ttftMs: null }, RECORD)).toEqual([])
})

test('the clocks agree within three round trips and 20 ms', () => {
  expect(disagreement({ ...TIMING, ttftMs: 195 + 29 }, RECORD)).toBeNull()
  expect(disagreement({ ...TIMING, ttftMs: 195 + 30 }, RECORD)).toEqual({
    kind: 'browser-later',
    millis: 30,
    roundTripMs: 3,
  })
})

test('a proxy that measured more than the browser is a disagreement', () => {
  expect(disagreement({ ...TIMING, ttftMs: 194 }, RECORD)).toBeNull()
  expect(disagreement({ ...TIMING, ttftMs: 193 }, RECORD)).toMatchObject({ kind: 'proxy-later' })
})

test('gaps lie between content events', () => {
  expect(gapsOf([100, 110, 150])).toEqual([10, 40])
  expect(gapsOf([100])).toEqual([])
})

test('a bin keeps its longest gap, so that no stall is lost', () => {
  expect(longestPerBin([9, 1, 2, 3, 5, 4], 3)).toEqual([9, 3, 5])
  expect(longestPerBin([1, 9], 3)).toEqual([1, 9])
})

test('the median of an even number of values lies between the middle two', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([5, 1, 3])).toBe(3)
  expect(median([])).toBeNull()
})
