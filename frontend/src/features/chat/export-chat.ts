import { knobFields } from '../../lib/api'
import {
  gapsOf,
  type ProxyRecord,
  partsOf,
  timePerOutputToken,
  tokensPerSecond,
} from '../../lib/clocks'
import { SYNTHETIC } from '../../lib/settings'
import { type Message, type Reply, type RequestSettings, recordOf } from './messages'

/** The chat with its timings as JSON. Holds no key. */
export function exportChat(messages: readonly Message[], exportedAt: string): string {
  const chat = {
    schema: 'firsttoken.chat/1',
    exported_at: exportedAt,
    messages: messages.map((message) =>
      message.role === 'user' ? { role: 'user', text: message.text } : exportReply(message),
    ),
  }
  return `${JSON.stringify(chat, null, 2)}\n`
}

/** Times are ms since the request was sent. */
function exportReply(reply: Reply): object {
  const { timing, phase } = reply
  const record = recordOf(reply)
  const gaps = gapsOf(reply.contentTimes)
  return {
    role: 'assistant',
    request: exportRequest(reply.request),
    started_at: reply.startedAt,
    state: phase.kind,
    error: phase.kind === 'failed' ? phase.failure.text : null,
    finish_reason: reply.finishReason,
    reasoning: reply.reasoning,
    text: reply.answer,
    browser: {
      headers_ms: round(timing.headersMs),
      ttft_ms: round(timing.ttftMs),
      painted_ms: round(timing.paintedMs),
      ttfo_ms: round(timing.ttfoMs),
      tpot_ms: round(timePerOutputToken(timing, reply.contentTimes)),
      e2e_ms: round(timing.e2eMs),
      close_ms: round(timing.closeMs),
      content_events: timing.contentEvents,
      tokens: timing.tokens.count,
      tokens_from: timing.tokens.isExact ? 'usage' : 'events',
      tps: round(tokensPerSecond(timing)),
      longest_icl_ms: gaps.length === 0 ? null : round(longest(gaps)),
    },
    proxy: record === null ? null : exportRecord(record),
    parts: partsOf(timing, record).map(({ name, millis }) => ({ name, ms: round(millis) })),
    events: reply.events.map(({ at, data }) => ({ at_ms: round(at - reply.sentAt), data })),
  }
}

/** Settings of one request. */
function exportRequest({ synthetic, ...request }: RequestSettings): object {
  const model = request.model.trim()
  return {
    model,
    base_url: model === SYNTHETIC ? '' : withoutSecrets(request.baseUrl),
    system_prompt: request.systemPrompt,
    temperature: request.temperature,
    max_tokens: request.maxTokens,
    ...(model === SYNTHETIC && { synthetic: knobFields(synthetic) }),
  }
}

/** Origin and path of a URL: a user, a query and a fragment may hold a key. */
function withoutSecrets(baseUrl: string): string {
  if (!URL.canParse(baseUrl.trim())) {
    return ''
  }
  const { origin, pathname } = new URL(baseUrl.trim())
  return origin + pathname
}

function exportRecord(record: ProxyRecord): object {
  return {
    id: record.id,
    source: record.source,
    status: record.status,
    ending: record.ending,
    ttft_ms: record.ttftMs,
    upstream_ms: record.upstreamMs,
    overhead_ms: record.overheadMs,
    duration_ms: record.durationMs,
    tokens: record.tokens,
    bytes_out: record.bytesOut,
    round_trip_ms: round(record.roundTripMs),
  }
}

function longest(gaps: readonly number[]): number {
  return gaps.reduce((max, gap) => Math.max(max, gap), 0)
}

/** Three decimals; null stays null. */
function round(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000
}
