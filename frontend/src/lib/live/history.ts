import { hasRestarted, type Point, pointOf, type Snapshot } from './meter'

/** Memory of the live page: the snapshots that percentiles need, and the points of five minutes. */
export interface History {
  readonly snapshots: readonly Snapshot[]
  readonly points: readonly Point[]
}

export const EMPTY: History = { snapshots: [], points: [] }

export const SPAN_MS = 5 * 60_000

/** Longest time between two snapshots that still counts as one period: three readings. */
export const MAX_PERIOD_MS = 3000

/** Percentiles are of so much time: one second has too few responses for a p95. */
export const WINDOW_MS = 10_000

/**
 * Adds a snapshot, unless no time has passed. Counters that have fallen start anew, and leave a gap.
 * So does a time without readings: its mean is no value of a second.
 */
export function addSnapshot(history: History, now: Snapshot): History {
  const before = history.snapshots.at(-1)
  if (before !== undefined && now.at <= before.at) {
    return history
  }
  if (before === undefined || hasRestarted(before, now)) {
    return { snapshots: [now], points: [...history.points, ...gapAt(history, now.at)] }
  }
  if (now.at - before.at > MAX_PERIOD_MS) {
    const failed = now.requests['5xx'] - before.requests['5xx']
    return { snapshots: [now], points: [...history.points, ...gapAt(history, now.at, failed)] }
  }
  const snapshots = history.snapshots.filter(({ at }) => at >= now.at - WINDOW_MS)
  const points = history.points.filter(({ at }) => at >= now.at - SPAN_MS)
  return {
    snapshots: [...snapshots, now],
    points: [...points, pointOf(now, before, snapshots[0] ?? before)],
  }
}

/** Marks that the proxy did not respond, so that no line is drawn through that time. */
export function addGap(history: History, at: number): History {
  return { snapshots: [], points: [...history.points, ...gapAt(history, at)] }
}

/** A point without values ends a line; one is enough. */
function gapAt({ points }: History, at: number, failed = 0): readonly Point[] {
  const last = points.at(-1)
  return last === undefined || last.inFlight === null
    ? []
    : [
        {
          at,
          requests: { '2xx': null, '4xx': null, '499': null, '5xx': null },
          failed,
          tokensPerSecond: null,
          inFlight: null,
          ttftP50: null,
          ttftP95: null,
        },
      ]
}
