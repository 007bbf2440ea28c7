import { type ApiError, type Delta, parseChunk } from './chunk'
import type { RawEvent } from './events'
import { ThinkTags } from './think'

/** Tokens of a response: as the server counted them, or one for each content event. */
export interface TokenCount {
  readonly count: number
  readonly isExact: boolean
}

/** Times of one response as the browser measured them, in ms since the request was sent. */
export interface Timing {
  /** The response headers were read. */
  readonly headersMs: number | null
  /** TTFT: the first content event was read. */
  readonly ttftMs: number | null
  /** The first content event was on the screen. */
  readonly paintedMs: number | null
  readonly firstReasoningMs: number | null
  /** TTFO: the first content event that is no reasoning was read; TTFT where there is none. */
  readonly ttfoMs: number | null
  /** E2E: the last content event was read. */
  readonly e2eMs: number | null
  /** The response ended. */
  readonly closeMs: number | null
  readonly contentEvents: number
  readonly tokens: TokenCount
}

/** End of a stream whose connection had no error. */
export type StreamEnd =
  | { readonly kind: 'complete' }
  | { readonly kind: 'error'; readonly error: ApiError }
  | { readonly kind: 'cut'; readonly isInEvent: boolean; readonly finishReason: string | null }
  | { readonly kind: 'empty' }

/** Accumulates what one response brings. */
export class Recording {
  readonly sentAt: number
  readonly events: RawEvent[] = []
  /** Time of each content event, in ms since the request was sent. */
  readonly contentTimes: number[] = []
  answer = ''
  reasoning = ''
  malformedEvents = 0
  hasToolCall = false
  hasMedia = false
  finishReason: string | null = null

  readonly #thinkTags = new ThinkTags()
  #headersMs: number | null = null
  #paintedMs: number | null = null
  #firstReasoningMs: number | null = null
  #ttfoMs: number | null = null
  #closeMs: number | null = null
  #completionTokens: number | null = null
  #isDone = false
  #isLastMalformed = false
  #error: ApiError | null = null

  constructor(sentAt: number) {
    this.sentAt = sentAt
  }

  onHeaders(at: number): void {
    this.#headersMs = at - this.sentAt
  }

  onEvent(event: RawEvent): void {
    this.events.push(event)
    const chunk = parseChunk(event.data)
    this.#isLastMalformed = chunk.kind === 'malformed'
    switch (chunk.kind) {
      case 'done':
        this.#isDone = true
        break
      case 'malformed':
        this.malformedEvents++
        break
      case 'error':
        this.#error ??= chunk.error
        break
      case 'delta':
        this.#onDelta(chunk, event.at - this.sentAt)
        break
    }
  }

  /** Takes a response that was not streamed. */
  onWholeBody(event: RawEvent): void {
    this.onEvent(event)
    this.#isDone = !this.#isLastMalformed
  }

  onPainted(at: number): void {
    this.#paintedMs ??= at - this.sentAt
  }

  onEnd(at: number): void {
    this.#closeMs = at - this.sentAt
    const rest = this.#thinkTags.end()
    this.answer += rest.answer
    this.reasoning += rest.reasoning
  }

  /** End of the stream, if its connection was closed in order. */
  streamEnd(): StreamEnd {
    if (this.#error !== null) {
      return { kind: 'error', error: this.#error }
    }
    if (this.#isDone) {
      return { kind: 'complete' }
    }
    return this.events.length === 0
      ? { kind: 'empty' }
      : { kind: 'cut', isInEvent: this.#isLastMalformed, finishReason: this.finishReason }
  }

  timing(): Timing {
    const ttftMs = this.contentTimes[0] ?? null
    return {
      headersMs: this.#headersMs,
      ttftMs,
      paintedMs: this.#paintedMs,
      firstReasoningMs: this.#firstReasoningMs,
      ttfoMs: this.#firstReasoningMs === null ? ttftMs : this.#ttfoMs,
      e2eMs: this.contentTimes.at(-1) ?? null,
      closeMs: this.#closeMs,
      contentEvents: this.contentTimes.length,
      tokens:
        this.#completionTokens === null
          ? { count: this.contentTimes.length, isExact: false }
          : { count: this.#completionTokens, isExact: true },
    }
  }

  #onDelta(delta: Delta, millis: number): void {
    this.#completionTokens = delta.completionTokens ?? this.#completionTokens
    this.finishReason = delta.finishReason ?? this.finishReason
    this.hasToolCall ||= delta.hasToolCall
    this.hasMedia ||= delta.hasMedia
    if (!delta.isContent) {
      return
    }
    this.contentTimes.push(millis)
    const parts = this.#thinkTags.push(delta.text)
    const reasoning = delta.reasoning + parts.reasoning
    this.reasoning += reasoning
    this.answer += parts.answer
    if (reasoning !== '' || delta.isOnlyReasoning) {
      this.#firstReasoningMs ??= millis
    }
    if (parts.answer !== '' || delta.hasToolCall || delta.hasMedia) {
      this.#ttfoMs ??= millis
    }
  }
}
