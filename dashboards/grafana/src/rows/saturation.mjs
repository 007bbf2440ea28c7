import { MODEL, PROCESS, quantiles, rate, SERVER } from '../queries.mjs'

/** @type {{ title: string, panels: import('../panels.mjs').PanelSpec[] }} */
export const SATURATION = {
  title: 'Saturation',
  panels: [
    {
      title: 'How many requests are in flight?',
      description:
        'Requests that have begun and not ended. Good: well below MAX_IN_FLIGHT (2000 unless set). It rises before latency does if upstream slows down.',
      unit: 'short',
      targets: [{ expr: `sum by (model) (chat_in_flight{${MODEL}})`, legend: '{{model}}' }],
    },
    {
      title: 'Is load shed?',
      description:
        'Requests rejected to protect the proxy or the upstream, by reason, and reservations that the memory budget refused, by use. Good: none.',
      unit: 'reqps',
      targets: [
        {
          expr: `sum by (reason) (${rate('chat_errors_total', `${MODEL},reason=~"overloaded|breaker_open"`)})`,
          legend: '{{reason}}',
        },
        {
          expr: `sum by (use) (${rate('chat_memory_refused_total', SERVER)})`,
          legend: 'no memory for {{use}}',
        },
      ],
    },
    {
      title: 'Is a circuit breaker open?',
      description:
        'Circuit breakers of the configured upstream that reject calls now. Good: 0. One that opens and closes again and again is an upstream that fails under load.',
      unit: 'short',
      targets: [
        {
          expr: `max by (instance, upstream) (chat_breaker_open{${SERVER}})`,
          legend: '{{upstream}}',
        },
      ],
    },
    {
      title: 'Is the pool of upstream connections large enough?',
      description:
        'Calls that run upstream, connections kept, and requests that wait for a free one. Good: nothing waits. Raise LLM_MAX_CONNECTIONS if requests wait and the upstream can take more.',
      unit: 'short',
      targets: [
        { expr: `sum(chat_pool_active{${SERVER}})`, legend: 'calls running' },
        { expr: `sum(chat_pool_idle{${SERVER}})`, legend: 'connections idle' },
        { expr: `sum(chat_pool_pending{${SERVER}})`, legend: 'requests waiting' },
      ],
    },
    {
      title: 'How long does a task wait for an event loop?',
      description:
        'Delay of the event loops, measured ten times a second on each. All streams of a loop are silent for that long. Good: p99 below 10 ms.',
      unit: 'ms',
      targets: quantiles('chat_event_loop_lag_ms', SERVER),
    },
    {
      title: 'How much CPU is used?',
      description:
        'Share of all cores that the proxy uses, and that the whole machine uses. Good: the machine stays below 80 %. If the machine is full and the proxy is not, something else takes the cores.',
      unit: 'percentunit',
      max: 1,
      targets: [
        { expr: `process_cpu_usage{${PROCESS}}`, legend: 'proxy {{instance}}' },
        { expr: `system_cpu_usage{${PROCESS}}`, legend: 'machine of {{instance}}' },
      ],
    },
    {
      title: 'How full is the heap?',
      description:
        'Heap in use and its limit. A saw-tooth is healthy. Good: the lows stay below half the limit. Lows that rise are a leak, or more models and clients than the heap is for.',
      unit: 'bytes',
      targets: [
        {
          expr: `sum by (instance) (jvm_memory_used_bytes{${PROCESS},area="heap"})`,
          legend: 'used {{instance}}',
        },
        {
          expr: `sum by (instance) (jvm_memory_max_bytes{${PROCESS},area="heap"})`,
          legend: 'limit {{instance}}',
        },
      ],
    },
    {
      title: 'How much memory is held outside the heap?',
      description:
        "Direct buffers of the JVM, and what clients make the proxy hold of its memory budget. Good: the budget's use stays far below its limit. Clients that do not read raise it.",
      unit: 'bytes',
      targets: [
        {
          expr: `sum by (instance) (jvm_buffer_memory_used_bytes{${PROCESS},id="direct"})`,
          legend: 'direct buffers {{instance}}',
        },
        { expr: `sum by (instance) (chat_memory_used_bytes{${SERVER}})`, legend: 'budget used {{instance}}' },
        { expr: `sum by (instance) (chat_memory_limit_bytes{${SERVER}})`, legend: 'budget limit {{instance}}' },
      ],
    },
    {
      title: 'How long does garbage collection pause the proxy?',
      description:
        'Mean pause, and the longest of the last few minutes. Good: a few ms. Empty while nothing is collected. Longer pauses show in the wait for an event loop, and in TTFT.',
      unit: 's',
      targets: [
        {
          expr: `sum by (instance) (${rate('jvm_gc_pause_seconds_sum', PROCESS)}) / sum by (instance) (${rate('jvm_gc_pause_seconds_count', PROCESS)})`,
          legend: 'mean {{instance}}',
        },
        {
          expr: `max by (instance) (jvm_gc_pause_seconds_max{${PROCESS}})`,
          legend: 'longest {{instance}}',
        },
      ],
    },
    {
      title: 'Do models count as "other"?',
      description:
        'Requests whose model got no label of its own, because there are 64 already or the name is no label. Good: none. With them, the panels by model show only a part.',
      unit: 'reqps',
      targets: [
        {
          expr: `sum by (instance) (${rate('chat_label_overflow_total', SERVER)})`,
          legend: '{{instance}}',
        },
      ],
    },
  ],
}
