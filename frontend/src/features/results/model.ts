import { firstMetric, type Metric, metricOf } from '../../lib/results/metrics'
import { type Load, loadKey, type Report } from '../../lib/results/report'
import {
  defaultLimit,
  givenLimit,
  givenMetrics,
  limitSteps,
  ownerOfLimit,
} from '../../lib/results/slo'
import { loadKinds, measureAll, ofKind, type Subject, subjectsOf } from '../../lib/results/subjects'
import type { View } from '../../lib/results/view'

/** All that the parts of the page draw, derived from the open results and the view. */
export interface Model {
  /** All subjects, shown or not. */
  readonly all: readonly Subject[]
  /** Those that are shown, with their levels of the kind of load that is drawn. */
  readonly shown: readonly Subject[]
  readonly kind: Load['kind']
  /** Kinds of load of all subjects; the others than the drawn one are left out. */
  readonly kinds: readonly Load['kind'][]
  readonly metric: Metric
  /** Limits that the slider offers; empty where the metric has none. */
  readonly steps: readonly number[]
  readonly limit: number | null
  /** True if the limit was given, by the run or by the reader. */
  readonly isLimitGiven: boolean
  /** Result that the limit is of, where several are open and the reader gave none; else null. */
  readonly limitOwner: string | null
  /** Load that is looked at: that of the view, else the highest. */
  readonly load: Load | null
  readonly isLog: boolean
}

export function modelOf(reports: readonly Report[], view: View): Model {
  const all = subjectsOf(reports)
  const visible = all.filter(({ key }) => !view.hidden.includes(key))
  const kinds = loadKinds(all)
  const wanted = view.load?.startsWith('r=') ? 'rate' : undefined
  const kind = kinds.find((one) => one === wanted) ?? kinds[0] ?? 'users'
  const shown = ofKind(visible, kind)
  const metric =
    view.metric === null
      ? firstMetric(givenMetrics(shown), (key) => hasValue(shown, key))
      : metricOf(view.metric)
  const values = shown.flatMap((subject) =>
    measureAll(subject, metric.key).map(({ value }) => value),
  )
  const hasLimit = metric.better === 'lower' && metric.unit === 'ms' && values.length > 0
  const given = hasLimit ? (view.limit ?? givenLimit(shown, metric.key)) : null
  const steps = hasLimit ? limitSteps(values, [given]) : []
  const loads = shown
    .flatMap(({ levels }) => levels.map(({ load }) => load))
    .sort((a, b) => a.value - b.value)
  return {
    all,
    shown,
    kind,
    kinds,
    metric,
    steps,
    limit: given ?? defaultLimit(steps, values),
    isLimitGiven: given !== null,
    limitOwner:
      reports.length > 1 && view.limit === null && given !== null
        ? ownerOfLimit(shown, metric.key)
        : null,
    load: loads.find((load) => loadKey(load) === view.load) ?? loads.at(-1) ?? null,
    isLog: view.isLog,
  }
}

function hasValue(subjects: readonly Subject[], key: string): boolean {
  return subjects.some(({ levels }) => levels.some(({ values }) => values.has(key)))
}

/** Metrics that at least one level has, in the order of the list. */
export function availableMetrics(
  subjects: readonly Subject[],
  metrics: readonly Metric[],
): readonly Metric[] {
  return metrics.filter(({ key }) => hasValue(subjects, key))
}
