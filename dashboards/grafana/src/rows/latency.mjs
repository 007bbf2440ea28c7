import { buckets, MODEL, quantile, quantiles, rate, SERVER } from '../queries.mjs'

/** @type {{ title: string, panels: import('../panels.mjs').PanelSpec[] }} */
export const LATENCY = {
  title: 'Latency',
  panels: [
    {
      title: 'Was it us or upstream?',
      description:
        'The 95th percentile of the time to the first token beside three more 95th percentiles: the time until upstream sent its headers, and the two times that the proxy itself can lose, its own work on a request and the wait for an event loop. Good: TTFT low, and the last two far below it. If only TTFT rises, upstream is slow. If the wait for an event loop rises with it, the proxy or its machine is. Without relayed requests, only TTFT and the wait for an event loop are there.',
      unit: 'ms',
      width: 24,
      targets: [
        { expr: quantile(0.95, 'chat_ttft_ms', MODEL), legend: 'TTFT' },
        {
          expr: quantile(0.95, 'chat_upstream_headers_ms', MODEL),
          legend: "until upstream's headers",
        },
        { expr: quantile(0.95, 'chat_overhead_ms', MODEL), legend: "the proxy's own work" },
        {
          expr: quantile(0.95, 'chat_event_loop_lag_ms', SERVER),
          legend: 'wait for an event loop',
        },
      ],
    },
    {
      title: 'How long until the first token?',
      description:
        'TTFT of streams: request headers read until the first content event was handed to the socket. Good: p95 below what your users accept; many chats aim for one second. The value is estimated within a bucket.',
      unit: 'ms',
      targets: quantiles('chat_ttft_ms', MODEL),
    },
    {
      title: 'How is the time to the first token spread?',
      description:
        'Streams in each bucket of TTFT. Good: one narrow band. Two bands are two kinds of requests, such as cached and uncached prompts, whose common percentile means little.',
      unit: 'ms',
      width: 16,
      isHeatmap: true,
      targets: [{ expr: buckets('chat_ttft_ms', MODEL), legend: '{{le}}' }],
    },
    {
      title: 'How long does a whole response take?',
      description:
        'Duration of requests: headers read until the last byte was handed to the socket. It grows with the length of responses. Good: it changes no more than the tokens of a response do.',
      unit: 'ms',
      targets: quantiles('chat_duration_ms', MODEL),
    },
    {
      title: 'How is the duration spread?',
      description:
        'Requests in each bucket of duration. Good: the shape of your responses. A new band at a round number, such as 60 s, is a timeout.',
      unit: 'ms',
      width: 16,
      isHeatmap: true,
      targets: [{ expr: buckets('chat_duration_ms', MODEL), legend: '{{le}}' }],
    },
    {
      title: 'How even is the stream?',
      description:
        'Inter-chunk latency: gaps between content events as they were read from upstream. Good: p99 within a few times p50, and below 100 ms, where text seems to flow. Events of one read have a gap of 0.',
      unit: 'ms',
      targets: quantiles('chat_icl_ms', MODEL),
    },
    {
      title: 'How long until upstream responds?',
      description:
        "Request headers read until the upstream's response headers were read. Good: below TTFT and steady. Many model servers send headers at once and the first token later: then this stays low while TTFT rises.",
      unit: 'ms',
      targets: quantiles('chat_upstream_headers_ms', MODEL),
    },
    {
      title: 'What does the proxy itself add?',
      description:
        'Time of a relayed request inside the proxy, waits on sockets excluded, over its whole response. Good: p95 below 1 ms for short responses; it grows with their number of reads.',
      unit: 'ms',
      targets: [
        ...quantiles('chat_overhead_ms', MODEL),
        {
          expr: `sum(${rate('chat_overhead_ms_sum', MODEL)}) / sum(${rate('chat_overhead_ms_count', MODEL)})`,
          legend: 'mean',
        },
      ],
    },
    {
      title: 'How long is each read held?',
      description:
        'One read from upstream until it was handed to the client. Good: p99 below 0.25 ms. More means that the cores are busy, or that clients do not read.',
      unit: 'ms',
      targets: quantiles('chat_chunk_relay_ms', MODEL),
    },
  ],
}
