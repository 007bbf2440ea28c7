import { parseObject, readError } from './chunk'
import type { ProxyRecord } from './clocks'
import {
  type Asked,
  type ErrorResponse,
  type Failure,
  failureOfConnection,
  failureOfResponse,
} from './failure'
import { measuredRoundTrip } from './round-trip'
import { type Settings, SYNTHETIC, type SyntheticKnobs, sendableUpstreamKey } from './settings'

export interface ChatTurn {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

/** Access to the proxy and, through it, to the model server. */
export type Access = Pick<Settings, 'baseUrl' | 'upstreamKey' | 'upstreamKeyOrigin' | 'proxyKey'>

/** A request failed in a way that has a sentence. */
export class RequestFailed extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.text)
    this.failure = failure
  }
}

const HEALTH_TIMEOUT_MS = 2000

/** The record comes a few ms after the end of the response, so it is asked for again. */
const RECORD_DELAYS_MS = [20, 80, 200, 400, 1000]

/** Sends a chat request and returns its response, whatever its status. */
export function postChat(
  settings: Settings,
  turns: readonly ChatTurn[],
  signal: AbortSignal,
): Promise<Response> {
  const isSynthetic = settings.model.trim() === SYNTHETIC
  return fetch('/v1/chat/completions', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'text/event-stream, application/json',
      ...(isSynthetic ? proxyHeaders(settings) : accessHeaders(settings)),
    },
    body: JSON.stringify(chatBody(settings, turns)),
    cache: 'no-store',
    signal,
  })
}

/** Body of a chat request. */
export function chatBody(settings: Settings, turns: readonly ChatTurn[]): Record<string, unknown> {
  const system = settings.systemPrompt.trim()
  const model = settings.model.trim()
  return {
    ...(model !== '' && { model }),
    messages: system === '' ? turns : [{ role: 'system', content: system }, ...turns],
    stream: true,
    stream_options: { include_usage: true },
    ...(settings.temperature !== null && { temperature: settings.temperature }),
    ...(settings.maxTokens !== null && { max_tokens: settings.maxTokens }),
    ...(model === SYNTHETIC && knobFields(settings.synthetic)),
  }
}

/** Names of the models that the model server lists. */
export async function fetchModels(access: Access, signal: AbortSignal): Promise<readonly string[]> {
  const response = await fetchOrFail(
    '/v1/models',
    { headers: accessHeaders(access), signal },
    { subject: 'models', hasBaseUrl: access.baseUrl.trim() !== '' },
  )
  const json = parseObject(await response.text())
  const entries: readonly unknown[] = Array.isArray(json?.data) ? json.data : []
  return entries.flatMap((entry) => {
    const id = typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : null
    return typeof id === 'string' ? [id] : []
  })
}

/** The proxy's record of a request, or why there is none. */
export type RecordResult =
  | { readonly kind: 'known'; readonly record: ProxyRecord }
  | { readonly kind: 'missing'; readonly reason: 'not-kept' | 'refused' | 'no-response' }

/** Gets the proxy's record of a request. */
export async function fetchRecord(
  id: string,
  access: Access,
  wait: (millis: number) => Promise<void> = (millis) =>
    new Promise((resolve) => setTimeout(resolve, millis)),
  roundTrip: () => number | null = measuredRoundTrip,
): Promise<RecordResult> {
  for (const delay of RECORD_DELAYS_MS) {
    await wait(delay)
    try {
      const response = await fetch(`/api/requests/${encodeURIComponent(id)}`, {
        headers: proxyHeaders(access),
        cache: 'no-store',
      })
      const text = await response.text()
      const record = response.ok ? parseRecord(text, roundTrip()) : null
      if (record !== null) {
        return { kind: 'known', record }
      }
      if (response.status === 401) {
        return { kind: 'missing', reason: 'refused' }
      }
      if (response.status !== 404) {
        return { kind: 'missing', reason: 'no-response' }
      }
    } catch {
      return { kind: 'missing', reason: 'no-response' }
    }
  }
  return { kind: 'missing', reason: 'not-kept' }
}

/** Reports whether the proxy responds at all. */
export async function isProxyAlive(): Promise<boolean> {
  try {
    const response = await fetch('/health', {
      cache: 'no-store',
      signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS),
    })
    return response.ok
  } catch {
    return false
  }
}

/** Reads a response that is an error. */
export async function readErrorResponse(response: Response): Promise<ErrorResponse> {
  const text = await response.text().catch(() => '')
  const json = parseObject(text)
  return {
    status: response.status,
    error: json === null ? null : readError(json),
    retryAfter: response.headers.get('Retry-After'),
  }
}

export function parseRecord(text: string, roundTripMs: number | null): ProxyRecord | null {
  const json = parseObject(text)
  if (json === null || typeof json.id !== 'string') {
    return null
  }
  return {
    id: json.id,
    model: textOrNull(json.model),
    source: textOrNull(json.source) ?? 'upstream',
    status: numberOrNull(json.status),
    ending: textOrNull(json.ending),
    ttftMs: numberOrNull(json.ttft_ms),
    upstreamMs: numberOrNull(json.upstream_ms),
    overheadMs: numberOrNull(json.overhead_ms),
    durationMs: numberOrNull(json.duration_ms),
    tokens: numberOrNull(json.tokens),
    bytesOut: numberOrNull(json.bytes_out),
    roundTripMs,
  }
}

async function fetchOrFail(path: string, init: RequestInit, asked: Asked): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, { ...init, cache: 'no-store' })
  } catch (error) {
    if (init.signal?.aborted) {
      throw error
    }
    throw new RequestFailed(failureOfConnection(await isProxyAlive(), false))
  }
  if (!response.ok) {
    throw new RequestFailed(failureOfResponse(await readErrorResponse(response), asked))
  }
  return response
}

/** Fields of a request that shape a synthetic stream; those left empty are left out. */
export function knobFields(knobs: SyntheticKnobs): Record<string, number> {
  const fields: Record<string, number | null> = {
    frames: knobs.frames,
    delay_ms: knobs.delayMs,
    ttft_ms: knobs.ttftMs,
    bytes_per_frame: knobs.bytesPerFrame,
    reasoning_frames: reasoningFrames(knobs),
  }
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, number] => entry[1] !== null),
  )
}

/** The proxy refuses more reasoning than frames. */
function reasoningFrames({ frames, reasoningFrames }: SyntheticKnobs): number | null {
  return frames === null || reasoningFrames === null
    ? reasoningFrames
    : Math.min(reasoningFrames, frames)
}

/** The header with the key of the proxy, if one is set. */
export function proxyHeaders({ proxyKey }: Pick<Access, 'proxyKey'>): Record<string, string> {
  const key = proxyKey.trim()
  return key === '' ? {} : { Authorization: `Bearer ${key}` }
}

function accessHeaders(access: Access): Record<string, string> {
  const baseUrl = access.baseUrl.trim()
  const upstreamKey = sendableUpstreamKey(access)
  return {
    ...proxyHeaders(access),
    ...(baseUrl !== '' && { 'X-LLM-Base-URL': baseUrl }),
    ...(upstreamKey !== '' && { 'X-LLM-API-Key': upstreamKey }),
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
