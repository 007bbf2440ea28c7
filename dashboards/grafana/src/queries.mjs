// Parts of PromQL that the panels share.

/** Label matchers of a process: the metrics of the JVM have no others. */
export const PROCESS = 'job=~"$job",instance=~"$instance"'

/** Label matchers of a server's own state. */
export const SERVER = `${PROCESS},runtime=~"$runtime"`

/** Label matchers of what is counted for each model. */
export const MODEL = `${SERVER},model=~"$model"`

/**
 * Increase of a counter per second.
 *
 * @param {string} counter
 * @param {string} matchers
 */
export function rate(counter, matchers) {
  return `rate(${counter}{${matchers}}[$__rate_interval])`
}

/**
 * Quantile of a histogram, estimated within its buckets.
 *
 * @param {number} quantile from 0 to 1
 * @param {string} histogram
 * @param {string} matchers
 * @param {string[]} by labels to keep
 */
export function quantile(quantile, histogram, matchers, by = []) {
  const labels = ['le', ...by].join(', ')
  return `histogram_quantile(${quantile}, sum by (${labels}) (${rate(`${histogram}_bucket`, matchers)}))`
}

/**
 * Targets for the median and two tails of a histogram.
 *
 * @param {string} histogram
 * @param {string} matchers
 */
export function quantiles(histogram, matchers) {
  return [
    { expr: quantile(0.5, histogram, matchers), legend: 'p50' },
    { expr: quantile(0.95, histogram, matchers), legend: 'p95' },
    { expr: quantile(0.99, histogram, matchers), legend: 'p99' },
  ]
}

/**
 * Observations in each bucket, for a heatmap. Clients write the same bound as 250 or as 250.0.
 *
 * @param {string} histogram
 * @param {string} matchers
 */
export function buckets(histogram, matchers) {
  const increase = `increase(${histogram}_bucket{${matchers}}[$__rate_interval])`
  return `sum by (le) (label_replace(${increase}, "le", "$1", "le", "(.+)\\\\.0"))`
}
