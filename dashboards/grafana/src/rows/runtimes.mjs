import { MODEL, quantile, quantiles, rate } from '../queries.mjs'

/** Each on a line of its own, which Grafana divides between the runtimes. */
const REPEATED = { repeat: 'runtime', width: 24 }

/** @type {{ title: string, panels: import('../panels.mjs').PanelSpec[] }} */
export const RUNTIMES = {
  title: 'Compare runtimes',
  panels: [
    {
      title: 'Which runtime has the lowest time to the first token?',
      description:
        'The 95th percentile of TTFT by runtime, on one axis. Good: low, and steady as the load grows. Compare only servers under the same load at the same time. For verdicts with intervals use ./bench compare: these are estimates within a bucket.',
      unit: 'ms',
      width: 12,
      targets: [
        { expr: quantile(0.95, 'chat_ttft_ms', MODEL, ['runtime']), legend: '{{runtime}}' },
      ],
    },
    {
      title: 'Which runtime fails?',
      description:
        'Share of requests that ended with 5xx, by runtime. Good: 0 for all. A server that rejects load looks fast on the other panels.',
      unit: 'percentunit',
      width: 12,
      targets: [
        {
          expr: `(sum by (runtime) (${rate('chat_requests_total', `${MODEL},status=~"5.."`)}) or 0 * sum by (runtime) (${rate('chat_requests_total', MODEL)})) / sum by (runtime) (${rate('chat_requests_total', MODEL)})`,
          legend: '{{runtime}}',
        },
      ],
    },
    {
      ...REPEATED,
      title: '$runtime: requests per second',
      description:
        'Requests by status. Good: the same number for every runtime, or the other panels compare different loads.',
      unit: 'reqps',
      stacked: true,
      targets: [
        { expr: `sum by (status) (${rate('chat_requests_total', MODEL)})`, legend: '{{status}}' },
      ],
    },
    {
      ...REPEATED,
      title: '$runtime: time to the first token',
      description: 'TTFT of streams. Good: low, and p99 close to p50.',
      unit: 'ms',
      targets: quantiles('chat_ttft_ms', MODEL),
    },
    {
      ...REPEATED,
      title: '$runtime: duration',
      description:
        'Duration of requests. Good: what the schedule of the stream asks for, and no more.',
      unit: 'ms',
      targets: quantiles('chat_duration_ms', MODEL),
    },
    {
      ...REPEATED,
      title: '$runtime: tokens per second',
      description: 'Output tokens, counted when a response ends. Good: the same for every runtime.',
      unit: 'short',
      targets: [{ expr: `sum(${rate('chat_tokens_total', MODEL)})`, legend: 'tokens' }],
    },
    {
      ...REPEATED,
      title: '$runtime: requests in flight',
      description:
        'Requests that have begun and not ended. Good: the same for every runtime; more means slower responses.',
      unit: 'short',
      targets: [{ expr: `sum(chat_in_flight{${MODEL}})`, legend: 'in flight' }],
    },
  ],
}
