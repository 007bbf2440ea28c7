import type { RecordResult } from '../../lib/api'
import type { ProxyRecord } from '../../lib/clocks'
import type { RawEvent } from '../../lib/events'
import type { Failure } from '../../lib/failure'
import type { Timing } from '../../lib/recording'
import type { Settings } from '../../lib/settings'

export interface Question {
  readonly role: 'user'
  readonly id: string
  readonly text: string
}

/** State of a response. */
export type Phase =
  | { readonly kind: 'streaming' }
  | { readonly kind: 'complete' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** State of the proxy's own measurement. */
export type RecordState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'missing'; readonly reason: 'not-sent' | 'no-id' }
  | RecordResult

export type RequestSettings = Pick<
  Settings,
  'model' | 'baseUrl' | 'systemPrompt' | 'temperature' | 'maxTokens' | 'synthetic'
>

export interface Reply {
  readonly role: 'assistant'
  readonly id: string
  /** Settings of this request; no key among them. */
  readonly request: RequestSettings
  /** Wall-clock time of the request, for the export. */
  readonly startedAt: string
  /** When the request was sent, on the clock of `performance.now()`. */
  readonly sentAt: number
  readonly phase: Phase
  readonly answer: string
  readonly reasoning: string
  readonly timing: Timing
  readonly record: RecordState
  readonly finishReason: string | null
  /** Sentences about what the page does not show. */
  readonly notices: readonly string[]
  /** The stream as it came; grows while the reply streams. */
  readonly events: readonly RawEvent[]
  /** Number of events at the last change. */
  readonly eventCount: number
  /** Time of each content event in ms since the request; grows while the reply streams. */
  readonly contentTimes: readonly number[]
}

export type Message = Question | Reply

export function recordOf(reply: Reply): ProxyRecord | null {
  return reply.record.kind === 'known' ? reply.record.record : null
}
