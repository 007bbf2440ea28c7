// Panels of Grafana, made from short descriptions of them.
import * as common from '@grafana/grafana-foundation-sdk/common'
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard'
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap'
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus'
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries'

/** Grid units of a panel's height. */
const HEIGHT = 8

export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' }

/**
 * @typedef {{ expr: string, legend: string }} Target
 *
 * @typedef {object} PanelSpec
 * @property {string} title
 * @property {string} description what it shows, and what good looks like
 * @property {string} unit one of Grafana's
 * @property {Target[]} targets
 * @property {number} [width] grid units of 24; 8 if absent
 * @property {boolean} [stacked]
 * @property {boolean} [isHeatmap]
 * @property {number} [max] end of the axis
 * @property {string} [repeat] variable for each of whose values there is a panel
 * @property {[string, string][]} [colors] regular expression of series names, and their color
 */

/**
 * Builds a panel. Its number is fixed, so that links to it stay valid.
 *
 * @param {PanelSpec} spec
 * @param {number} id
 */
export function panel(spec, id) {
  const built = spec.isHeatmap ? heatmapPanel(spec) : seriesPanel(spec)
  built
    .id(id)
    .title(spec.title)
    .description(spec.description)
    .datasource(DATASOURCE)
    .unit(spec.unit)
    .span(spec.width ?? 8)
    .height(HEIGHT)
  if (spec.repeat !== undefined) {
    built.repeat(spec.repeat).repeatDirection('h').maxPerRow(4)
  }
  spec.targets.forEach((target, index) => {
    built.withTarget(query(target, index, spec.isHeatmap ?? false))
  })
  return built
}

/**
 * @param {Target} target
 * @param {number} index
 * @param {boolean} isHeatmap
 */
function query({ expr, legend }, index, isHeatmap) {
  return new prometheus.DataqueryBuilder()
    .datasource(DATASOURCE)
    .expr(expr)
    .legendFormat(legend)
    .refId(String.fromCharCode('A'.charCodeAt(0) + index))
    .range()
    .format(isHeatmap ? prometheus.PromQueryFormat.Heatmap : prometheus.PromQueryFormat.TimeSeries)
}

/** @param {PanelSpec} spec */
function seriesPanel(spec) {
  const built = new timeseries.PanelBuilder()
    .min(0)
    .lineWidth(1)
    .fillOpacity(spec.stacked ? 60 : 10)
    .showPoints(common.VisibilityMode.Never)
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder()
        .mode(common.TooltipDisplayMode.Multi)
        .sort(common.SortOrder.Descending),
    )
  if (spec.stacked) {
    built.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal))
  }
  if (spec.max !== undefined) {
    built.max(spec.max)
  }
  for (const [pattern, color] of spec.colors ?? []) {
    built.withOverride({
      matcher: { id: 'byRegexp', options: pattern },
      properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }],
    })
  }
  return built
}

/** @param {PanelSpec} spec */
function heatmapPanel(spec) {
  return new heatmap.PanelBuilder()
    .calculate(false)
    .cellGap(1)
    .color(
      new heatmap.HeatmapColorOptionsBuilder()
        .mode(heatmap.HeatmapColorMode.Scheme)
        .scheme('Oranges')
        .fill('dark-orange')
        .exponent(0.5)
        .steps(64)
        .reverse(false),
    )
    .yAxis(new heatmap.YAxisConfigBuilder().unit(spec.unit))
    .cellValues(new heatmap.CellValuesBuilder().unit('short'))
    .showLegend()
}

/** @param {string} title */
export function row(title) {
  return new dashboard.RowBuilder(title)
}
