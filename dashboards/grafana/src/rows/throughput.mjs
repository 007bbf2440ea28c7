import { MODEL, rate } from '../queries.mjs'

/** @type {{ title: string, panels: import('../panels.mjs').PanelSpec[] }} */
export const THROUGHPUT = {
  title: 'Throughput',
  panels: [
    {
      title: 'How many tokens per second?',
      description:
        'Output tokens by model. They count when a response ends, so long responses arrive in lumps. Good: it follows the requests; tokens that fall while requests do not are shorter or broken responses.',
      unit: 'short',
      targets: [
        { expr: `sum by (model) (${rate('chat_tokens_total', MODEL)})`, legend: '{{model}}' },
      ],
    },
    {
      title: 'How many bytes per second?',
      description:
        'Bytes of response bodies handed to clients, counted when a response ends. Good: it follows the tokens; a token of a chat is some 200 bytes of events.',
      unit: 'Bps',
      targets: [
        { expr: `sum by (model) (${rate('chat_bytes_out_total', MODEL)})`, legend: '{{model}}' },
      ],
    },
    {
      title: 'How many tokens has a response?',
      description:
        'Mean of output tokens per successful request. It explains durations: twice the tokens take about twice the time. Good: steady for a steady mix of requests.',
      unit: 'short',
      targets: [
        {
          expr: `sum by (model) (${rate('chat_tokens_total', MODEL)}) / sum by (model) (${rate('chat_requests_total', `${MODEL},status=~"2.."`)})`,
          legend: '{{model}}',
        },
      ],
    },
  ],
}
