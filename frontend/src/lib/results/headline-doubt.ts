import { type CommonDoubt, doubtAbout, type Place } from './doubts'
import { candidatesOf, isOfWrk, MAX_NAMED, wrkTimes } from './headline'
import type { Metric } from './metrics'
import type { Level } from './report'
import { capacityOf } from './slo'
import { measureAll, type Subject } from './subjects'

/** Doubt about the numbers of the answer, or null. */
export function doubtOfHeadline(
  subjects: readonly Subject[],
  metric: Metric,
  limit: number | null,
): CommonDoubt | null {
  const isLimited = limit !== null && metric.better === 'lower'
  return doubtAbout(
    candidatesOf(subjects)
      .slice(0, MAX_NAMED)
      .flatMap((subject) =>
        isLimited
          ? placesOfCapacity(subject, metric, limit)
          : isOfWrk(subject, metric)
            ? placesOfWrk(subject)
            : placesOfRange(subject, metric),
      ),
  )
}

function placesOfCapacity(subject: Subject, metric: Metric, limit: number): readonly Place[] {
  const { holds, next } = capacityOf(subject, metric.key, limit)
  const named = holds ?? next
  return named === null
    ? []
    : [
        { level: named.level, metric: metric.key },
        ...(holds === null ? [] : [speedPlace(holds.level)]),
      ]
}

function placesOfRange(subject: Subject, metric: Metric): readonly Place[] {
  const measured = measureAll(subject, metric.key)
  const last = measured.at(-1)
  const ends = [...measured.slice(0, 1), ...measured.slice(1).slice(-1)]
  return [
    ...ends.map(({ level }) => ({ level, metric: metric.key })),
    ...(last === undefined ? [] : [speedPlace(last.level)]),
  ]
}

function placesOfWrk({ levels }: Subject): readonly Place[] {
  return levels
    .slice(0, 1)
    .flatMap((level) =>
      ['rps', ...wrkTimes(level).map(({ key }) => key)]
        .filter((metric) => level.values.has(metric))
        .map((metric) => ({ level, metric })),
    )
}

function speedPlace(level: Level): Place {
  return { level, metric: level.values.has('tps') ? 'tps' : 'rps' }
}
