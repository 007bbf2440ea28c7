/** State of the results page that a link carries. */
export interface View {
  /** Results of the proxy that are open, by their id. */
  readonly open: readonly string[]
  /** Metric that was chosen, or null: the results then say where to start. */
  readonly metric: string | null
  /** Limit of the slider in ms, or null where it was not moved. */
  readonly limit: number | null
  /** Key of the load that is looked at, or null. */
  readonly load: string | null
  /** Keys of the subjects that are not shown. */
  readonly hidden: readonly string[]
  readonly isLog: boolean
}

export const START: View = {
  open: [],
  metric: null,
  limit: null,
  load: null,
  hidden: [],
  isLog: true,
}

const MAX_LIST = 50

/** View of a hash such as `#results?open=a,b&metric=ttft_p95&slo=300`. */
export function parseView(hash: string): View {
  const at = hash.indexOf('?')
  const query = new URLSearchParams(at < 0 ? '' : hash.slice(at + 1))
  const limit = Number(query.get('slo') ?? Number.NaN)
  const metric = query.get('metric')
  return {
    open: query.getAll('open').slice(0, MAX_LIST),
    metric: metric !== null && /^[a-z0-9_]{1,40}$/.test(metric) ? metric : START.metric,
    limit: Number.isFinite(limit) && limit > 0 ? limit : null,
    load: query.get('load'),
    hidden: query.getAll('hide').slice(0, MAX_LIST),
    isLog: query.get('x') !== 'linear',
  }
}

/** Hash of a view. What is as at the start is left out. */
export function formatView(view: View): string {
  const query = new URLSearchParams()
  for (const id of view.open) {
    query.append('open', id)
  }
  if (view.metric !== null) {
    query.set('metric', view.metric)
  }
  if (view.limit !== null) {
    query.set('slo', String(view.limit))
  }
  if (view.load !== null) {
    query.set('load', view.load)
  }
  for (const key of view.hidden) {
    query.append('hide', key)
  }
  if (!view.isLog) {
    query.set('x', 'linear')
  }
  const text = query.toString()
  return text === '' ? '#results' : `#results?${text}`
}
