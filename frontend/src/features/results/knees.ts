import type { ChartLine, Ring } from '../../charts/lines'
import type { Metric } from '../../lib/results/metrics'
import { loadText } from '../../lib/results/report'
import { capacityOf, limitText } from '../../lib/results/slo'
import { measure, type Subject } from '../../lib/results/subjects'

/** The place of a subject at its highest measured load that holds a limit. */
export interface Knee extends Ring {
  /** Sentence that reads it out. */
  readonly text: string
}

/**
 * The knee of each subject. Where every load that was measured holds the limit, or the next one can’t
 * be judged, the knee itself may lie beyond, and the highest that holds is named instead.
 */
export function kneesOf(
  shown: readonly Subject[],
  metric: Metric,
  throughput: Metric,
  limit: number,
): readonly Knee[] {
  return shown.flatMap((subject) => {
    const { holds, next, isNextSure } = capacityOf(subject, metric.key, limit)
    const achieved = holds === null ? null : measure(holds.level, throughput.key)
    if (holds === null || achieved === null) {
      return []
    }
    const load = loadText(holds.level.load)
    return [
      {
        line: subject.key,
        x: achieved.value,
        y: holds.value,
        label: next !== null && isNextSure ? `knee: ${load}` : `up to ${load}`,
        text: `The highest load measured that holds ${limitText(limit)}.`,
      },
    ]
  })
}

/** The lines with points that say so where they are a knee. */
export function withKnees(
  lines: readonly ChartLine[],
  knees: readonly Knee[],
): readonly ChartLine[] {
  return lines.map((line) => ({
    ...line,
    points: line.points.map((point) => {
      const knee = knees.find(
        ({ line: key, x, y }) => key === line.key && x === point.x && y === point.y,
      )
      return knee === undefined ? point : { ...point, text: `${point.text} ${knee.text}` }
    }),
  }))
}
