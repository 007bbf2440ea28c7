import { MODEL, rate, SERVER } from '../queries.mjs'

/** @type {{ title: string, panels: import('../panels.mjs').PanelSpec[] }} */
export const TRAFFIC = {
  title: 'Traffic',
  panels: [
    {
      title: 'How many requests end per second?',
      description:
        'Requests by the status that they count under, when they end. Good: nearly all are 200. 499 is a client that left, 4xx is wrong input, 5xx is the upstream or the server itself.',
      unit: 'reqps',
      stacked: true,
      colors: [
        ['^2..$', 'green'],
        ['^4..$', 'yellow'],
        ['^499$', 'purple'],
        ['^5..$', 'red'],
      ],
      targets: [
        {
          expr: `sum by (status) (${rate('chat_requests_total', MODEL)})`,
          legend: '{{status}}',
        },
      ],
    },
    {
      title: 'What share of requests fails?',
      description:
        'Share of the requests that ended with 5xx, and of those whose client left. Good: failures stay below 1 %. A rising share of clients that leave often follows a rising TTFT.',
      unit: 'percentunit',
      targets: [
        {
          expr: `(sum(${rate('chat_requests_total', `${MODEL},status=~"5.."`)}) or vector(0)) / sum(${rate('chat_requests_total', MODEL)})`,
          legend: 'failed (5xx)',
        },
        {
          expr: `(sum(${rate('chat_requests_total', `${MODEL},status="499"`)}) or vector(0)) / sum(${rate('chat_requests_total', MODEL)})`,
          legend: 'client left (499)',
        },
      ],
    },
    {
      title: 'Why do requests fail?',
      description:
        'Requests with an error, by reason. Good: at most client_gone, a client that left, and bad_request or unauthorized, which are mistakes of clients. upstream_… is the model server, overloaded and breaker_open are load that was shed, internal is a fault of the proxy.',
      unit: 'reqps',
      stacked: true,
      targets: [
        { expr: `sum by (reason) (${rate('chat_errors_total', MODEL)})`, legend: '{{reason}}' },
      ],
    },
    {
      title: 'How do requests end?',
      description:
        'Requests by outcome, one each. Good: completed. truncated is a stream that ended without saying so, which no status shows. Only the proxy counts outcomes.',
      unit: 'reqps',
      stacked: true,
      targets: [
        {
          expr: `sum by (ending) (${rate('chat_stream_endings_total', MODEL)})`,
          legend: '{{ending}}',
        },
      ],
    },
    {
      title: 'Which routes are used?',
      description:
        'Requests by route of the API. Good: the mix that you expect. It explains other panels: embeddings are short, chats are long. Only the proxy counts routes.',
      unit: 'reqps',
      stacked: true,
      targets: [
        {
          expr: `sum by (route) (${rate('chat_route_requests_total', SERVER)})`,
          legend: '{{route}}',
        },
      ],
    },
    {
      title: 'Which servers are up, and in which version?',
      description:
        "One line at 1 for each server that was scraped. Good: every server you expect is there, all of one runtime in one version. A line that ends is a server that is down or can't be scraped.",
      unit: 'short',
      targets: [
        {
          expr: `max by (instance, runtime, version) (build_info{${SERVER}})`,
          legend: '{{runtime}} {{version}} at {{instance}}',
        },
      ],
    },
  ],
}
