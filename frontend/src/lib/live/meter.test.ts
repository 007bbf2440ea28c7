import { expect, test } from 'vitest'
import { addGap, addSnapshot, EMPTY, SPAN_MS } from './history'
import { hasRestarted, pointOf, quantileOf, readSnapshot, type Snapshot } from './meter'
import { failuresText, summarize } from './summary'

const METRICS = [
  '# TYPE chat_requests_total counter',
  'chat_requests_total{model="a",status="200",runtime="micronaut"} 10.0',
  'chat_requests_total{model="b \\"x\\"",status="499",runtime="micronaut"} 2.0',
  'chat_requests_total{model="a",status="502",runtime="micronaut"} 1.0',
  'chat_tokens_total{model="a"} 400',
  'chat_in_flight{model="a"} 3',
  'chat_in_flight{model="b"} 1',
  'chat_ttft_ms_bucket{model="a",le="10"} 4',
  'chat_ttft_ms_bucket{model="a",le="20"} 8',
  'chat_ttft_ms_bucket{model="a",le="+Inf"} 8',
  'chat_ttft_ms_bucket{model="b",le="10"} 0',
  'chat_ttft_ms_bucket{model="b",le="20"} 2',
  'chat_ttft_ms_bucket{model="b",le="+Inf"} 2',
  'other_total 7',
  'no line at all',
].join('\n')

const snapshot = (at: number, fields: Partial<Snapshot> = {}): Snapshot => ({
  at,
  requests: { '2xx': 0, '4xx': 0, '499': 0, '5xx': 0 },
  tokens: 0,
  inFlight: 0,
  ttft: [],
  ...fields,
})

test('a scrape is summed over its models, by class of status', () => {
  expect(readSnapshot(METRICS, 5)).toEqual({
    at: 5,
    requests: { '2xx': 10, '4xx': 0, '499': 2, '5xx': 1 },
    tokens: 400,
    inFlight: 4,
    ttft: [
      [10, 4],
      [20, 10],
      [Number.POSITIVE_INFINITY, 10],
    ],
  })
})

test('rates are of the time between two readings', () => {
  const before = snapshot(1000, {
    requests: { '2xx': 10, '4xx': 0, '499': 0, '5xx': 0 },
    tokens: 100,
  })
  const now = snapshot(3000, {
    requests: { '2xx': 16, '4xx': 0, '499': 0, '5xx': 2 },
    tokens: 500,
    inFlight: 7,
  })
  expect(pointOf(now, before, before)).toMatchObject({
    requests: { '2xx': 3, '4xx': 0, '499': 0, '5xx': 1 },
    tokensPerSecond: 200,
    inFlight: 7,
    ttftP50: null,
  })
})

test('percentiles are of what came since the earlier reading', () => {
  const earlier = snapshot(0, {
    ttft: [
      [10, 100],
      [20, 100],
      [Number.POSITIVE_INFINITY, 100],
    ],
  })
  const now = snapshot(1000, {
    ttft: [
      [10, 100],
      [20, 110],
      [Number.POSITIVE_INFINITY, 110],
    ],
  })
  expect(pointOf(now, earlier, earlier).ttftP50).toBe(15)
})

test.each([
  [0.5, 10],
  [0.75, 15],
  [0.95, 20],
])('the share %d of a histogram is at %d', (share, value) => {
  const buckets: (readonly [number, number])[] = [
    [10, 4],
    [20, 8],
    [Number.POSITIVE_INFINITY, 8],
  ]
  expect(quantileOf(buckets, share)).toBeCloseTo(share === 0.95 ? 19 : value)
})

test('a percentile beyond the last bound is that bound, and none of nothing', () => {
  expect(
    quantileOf(
      [
        [10, 0],
        [Number.POSITIVE_INFINITY, 5],
      ],
      0.5,
    ),
  ).toBe(10)
  expect(quantileOf([], 0.5)).toBeNull()
  expect(
    quantileOf(
      [
        [10, 0],
        [Number.POSITIVE_INFINITY, 0],
      ],
      0.5,
    ),
  ).toBeNull()
})

test('counters that fell are those of a new process, and leave a gap', () => {
  const before = snapshot(1000, { tokens: 100 })
  const after = snapshot(2000, { tokens: 5 })
  expect(hasRestarted(before, after)).toBe(true)
  const first = addSnapshot(addSnapshot(addSnapshot(EMPTY, snapshot(0)), before), after)
  expect(first.points.map(({ inFlight }) => inFlight)).toEqual([0, null])
  const second = addSnapshot(first, snapshot(3000, { tokens: 9 }))
  expect(second.points.at(-1)?.tokensPerSecond).toBe(4)
})

test('a time without readings leaves a gap, and no mean of it', () => {
  const counted = (at: number, count: number) =>
    snapshot(at, { requests: { '2xx': count, '4xx': 0, '499': 0, '5xx': 0 } })
  const before = addSnapshot(addSnapshot(EMPTY, counted(0, 0)), counted(1000, 5))
  const slow = addSnapshot(before, counted(4000, 8))
  expect(slow.points.at(-1)?.requests['2xx']).toBe(1)
  const paused = addSnapshot(before, counted(61_000, 605))
  expect(paused.points.map(({ inFlight }) => inFlight)).toEqual([0, null])
  expect(addSnapshot(paused, counted(62_000, 612)).points.at(-1)?.requests['2xx']).toBe(7)
})

test('failures are counted by the growth of the counter, over gaps too', () => {
  const failed = (at: number, count: number) =>
    snapshot(at, { requests: { '2xx': 0, '4xx': 0, '499': 0, '5xx': count } })
  const first = addSnapshot(addSnapshot(EMPTY, failed(0, 0)), failed(1000, 3))
  const gone = addGap(first, 2000)
  const again = addSnapshot(addSnapshot(gone, failed(40_000, 3)), failed(41_000, 4))
  expect(failuresText(again.points, 41_000)).toBe('4 failed')
  expect(failuresText(first.points, 1000)).toBe('3 failed')
  expect(failuresText(addSnapshot(first, failed(9000, 5)).points, 9000)).toBe('5 failed')
})

test('a proxy that is gone leaves one gap, however long', () => {
  const started = addSnapshot(addSnapshot(EMPTY, snapshot(0)), snapshot(1000))
  const gone = addGap(addGap(started, 2000), 3000)
  expect(gone.points.map(({ at }) => at)).toEqual([1000, 2000])
  expect(gone.snapshots).toEqual([])
})

test('five minutes are kept', () => {
  let history = EMPTY
  for (let second = 0; second <= 400; second++) {
    history = addSnapshot(history, snapshot(second * 1000))
  }
  expect(history.points[0]?.at).toBe(400_000 - SPAN_MS)
  expect(history.snapshots.length).toBeLessThan(15)
})

test('the sentence says what is in flight and what failed', () => {
  const points = [
    pointOf(snapshot(2000), snapshot(1000), snapshot(1000)),
    pointOf(
      snapshot(3000, {
        requests: { '2xx': 5, '4xx': 0, '499': 0, '5xx': 2 },
        inFlight: 12,
        ttft: [[250, 4]],
      }),
      snapshot(2000),
      snapshot(2000),
    ),
  ]
  expect(summarize(points)).toBe(
    '12 requests in flight, TTFT p95 ≈ 238\u00a0ms, 2 failed in the last minute.',
  )
  expect(failuresText(points.slice(0, 1), 2000)).toBe('nothing failed')
  expect(summarize([])).toContain('Waiting')
})
