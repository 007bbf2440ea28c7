// The dashboard: its variables, its annotations, and its rows in order.
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard'
import { panel, row } from './panels.mjs'
import { LATENCY } from './rows/latency.mjs'
import { RUNTIMES } from './rows/runtimes.mjs'
import { SATURATION } from './rows/saturation.mjs'
import { THROUGHPUT } from './rows/throughput.mjs'
import { TRAFFIC } from './rows/traffic.mjs'

const ROWS = [TRAFFIC, LATENCY, THROUGHPUT, SATURATION, RUNTIMES]

/** The tag of the annotations that ./bench --annotate writes. */
const BENCH_TAG = 'first-token-bench'

const SCHEMA_VERSION = 42

/** Numbers between the panels of two rows, so that a new panel moves no other row's. */
const IDS_PER_ROW = 100

/**
 * Variable with the values of a label, several of which can be chosen.
 *
 * @param {string} name
 * @param {string} query
 */
function labelVariable(name, query) {
  return new dashboard.QueryVariableBuilder(name)
    .label(name)
    .datasource({ type: 'prometheus', uid: '${datasource}' })
    .query({ query, refId: `variable-${name}` })
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ selected: true, text: ['All'], value: ['$__all'] })
}

/** Query of Grafana's own store of annotations, for which the library has no builder. */
function taggedAnnotations() {
  const query = { type: 'tags', tags: [BENCH_TAG], matchAny: false, limit: 100 }
  return { ...query, _implementsDataqueryVariant() {}, refId: 'annotations' }
}

export function buildDashboard() {
  const builder = new dashboard.DashboardBuilder('First Token')
    .uid('first-token')
    .description('Latency, throughput and saturation of a streaming LLM proxy and its baselines')
    .tags(['first-token', 'llm'])
    .readonly()
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .withVariable(
      new dashboard.DatasourceVariableBuilder('datasource').label('data source').type('prometheus'),
    )
    .withVariable(labelVariable('job', 'label_values(chat_in_flight, job)'))
    .withVariable(labelVariable('instance', 'label_values(chat_in_flight{job=~"$job"}, instance)'))
    .withVariable(labelVariable('runtime', 'label_values(chat_in_flight{job=~"$job"}, runtime)'))
    .withVariable(
      labelVariable('model', 'label_values(chat_in_flight{job=~"$job",runtime=~"$runtime"}, model)'),
    )
    .annotation(
      new dashboard.AnnotationQueryBuilder()
        .name('Bench runs')
        .datasource({ type: 'grafana', uid: '-- Grafana --' })
        .enable(true)
        .iconColor('blue')
        .target({ build: () => taggedAnnotations() }),
    )
  ROWS.forEach(({ title, panels }, rowIndex) => {
    const firstId = (rowIndex + 1) * IDS_PER_ROW
    builder.withRow(row(title).id(firstId))
    panels.forEach((spec, index) => builder.withPanel(panel(spec, firstId + 1 + index)))
  })
  const built = builder.build()
  built.schemaVersion = SCHEMA_VERSION
  return built
}
