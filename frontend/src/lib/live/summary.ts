import { formatCount, formatMillis, withUnit } from '../format'
import type { Point } from './meter'

const MINUTE_MS = 60_000

/** The sentence above the charts: what the proxy does now, and whether something failed. */
export function summarize(points: readonly Point[]): string {
  const last = points.at(-1)
  if (last === undefined || last.inFlight === null) {
    return 'Waiting for the first two readings.'
  }
  const requests = `${formatCount(last.inFlight)} ${last.inFlight === 1 ? 'request' : 'requests'} in flight`
  const ttft =
    last.ttftP95 === null
      ? `no first token in the last ${withUnit(10, 's')}`
      : `TTFT p95 ≈ ${formatMillis(last.ttftP95)}`
  return `${requests}, ${ttft}, ${failuresText(points, last.at)} in the last minute.`
}

/** Requests that failed by a server’s fault in the minute up to a moment. */
export function failuresText(points: readonly Point[], until: number): string {
  const count = points
    .filter(({ at }) => at > until - MINUTE_MS)
    .reduce((sum, { failed }) => sum + failed, 0)
  return count === 0 ? 'nothing failed' : `${formatCount(count)} failed`
}
