import { flushSync } from 'react-dom'
import {
  type ChatTurn,
  fetchRecord,
  isProxyAlive,
  postChat,
  readErrorResponse,
} from '../../lib/api'
import { readEvents } from '../../lib/events'
import {
  type Asked,
  failureOfConnection,
  failureOfEnd,
  failureOfEvent,
  failureOfResponse,
  failureOfSetting,
} from '../../lib/failure'
import { afterPaint, FrameCommitter } from '../../lib/frames'
import { Recording } from '../../lib/recording'
import { problemOf, type Settings, SYNTHETIC } from '../../lib/settings'
import type { Phase, RecordState, Reply } from './messages'

/** A request for one reply. */
export interface ReplyRequest {
  readonly settings: Settings
  readonly turns: readonly ChatTurn[]
  readonly signal: AbortSignal
}

/** Changes the reply that is shown. */
export type Update = (change: Partial<Reply>) => void

/**
 * Sends a request and shows its response as it comes. Returns when the response has ended, in
 * whatever way, and the proxy's record of it is known.
 */
export async function streamReply(request: ReplyRequest, update: Update): Promise<void> {
  const problem = problemOf(request.settings)
  if (problem !== null) {
    update({
      phase: { kind: 'failed', failure: failureOfSetting(problem) },
      record: { kind: 'missing', reason: 'not-sent' },
    })
    return
  }
  const recording = new Recording(performance.now())
  update({ ...progressOf(recording), sentAt: recording.sentAt, events: recording.events })
  const committer = new FrameCommitter(showProgress(recording, update))
  const { phase, requestId, explain } = await receive(request, recording, () => committer.request())
  try {
    committer.close()
  } finally {
    update({
      ...progressOf(recording),
      phase,
      finishReason: recording.finishReason,
      notices: noticesOf(recording),
    })
    if (explain !== undefined) {
      update({ phase: await explain() })
    }
    update({ record: await recordState(requestId, request.settings) })
  }
}

function showProgress(recording: Recording, update: Update): (isInFrame: boolean) => void {
  let isPaintAwaited = false
  return (isInFrame) => {
    flushSync(() => update(progressOf(recording)))
    if (!isPaintAwaited && recording.contentTimes.length > 0) {
      isPaintAwaited = true
      afterPaint(isInFrame, () => {
        recording.onPainted(performance.now())
        update({ timing: recording.timing() })
      })
    }
  }
}

function progressOf(recording: Recording): Partial<Reply> {
  return {
    answer: recording.answer,
    reasoning: recording.reasoning,
    timing: recording.timing(),
    eventCount: recording.events.length,
    contentTimes: recording.contentTimes,
  }
}

interface Received {
  readonly phase: Phase
  readonly requestId: string | null
  /** Finds out more about a failure, which may take seconds. */
  readonly explain?: () => Promise<Phase>
}

async function receive(
  { settings, turns, signal }: ReplyRequest,
  recording: Recording,
  onProgress: () => void,
): Promise<Received> {
  let requestId: string | null = null
  try {
    const response = await postChat(settings, turns, signal)
    recording.onHeaders(performance.now())
    requestId = response.headers.get('X-Request-Id')
    if (!response.ok) {
      const error = await readErrorResponse(response)
      recording.onEnd(performance.now())
      return {
        phase: { kind: 'failed', failure: failureOfResponse(error, askedBy(settings)) },
        requestId,
      }
    }
    await readBody(response, recording, onProgress)
    recording.onEnd(performance.now())
    return { phase: phaseOf(recording, contentTypeOf(response)), requestId }
  } catch {
    recording.onEnd(performance.now())
    return { ...phaseOfBroken(recording, signal), requestId }
  }
}

async function readBody(
  response: Response,
  recording: Recording,
  onProgress: () => void,
): Promise<void> {
  const contentType = contentTypeOf(response)
  if (contentType === 'application/json' || response.body === null) {
    const data = await response.text()
    recording.onWholeBody({ at: performance.now(), data })
    onProgress()
    return
  }
  await readEvents(response.body, (event) => {
    recording.onEvent(event)
    onProgress()
  })
}

/** Media type of a response in lower case and without its parameters, or null. */
function contentTypeOf(response: Response): string | null {
  return response.headers.get('Content-Type')?.split(';')[0]?.trim().toLowerCase() || null
}

function askedBy({ model, baseUrl }: Settings): Asked {
  return { subject: 'chat', hasBaseUrl: model.trim() !== SYNTHETIC && baseUrl.trim() !== '' }
}

function phaseOf(recording: Recording, contentType: string | null): Phase {
  const end = recording.streamEnd()
  switch (end.kind) {
    case 'complete':
      return { kind: 'complete' }
    case 'error':
      return { kind: 'failed', failure: failureOfEvent(end.error) }
    case 'cut':
    case 'empty':
      return { kind: 'failed', failure: failureOfEnd(end, contentType) }
  }
}

/** An event that says what went wrong counts more than the broken connection after it. */
function phaseOfBroken(
  recording: Recording,
  signal: AbortSignal,
): Pick<Received, 'phase' | 'explain'> {
  if (signal.aborted) {
    return { phase: { kind: 'stopped' } }
  }
  const end = recording.streamEnd()
  if (end.kind === 'complete' || end.kind === 'error') {
    return { phase: phaseOf(recording, null) }
  }
  const failed = (isAlive: boolean): Phase => ({
    kind: 'failed',
    failure: failureOfConnection(isAlive, recording.events.length > 0),
  })
  return { phase: failed(true), explain: async () => failed(await isProxyAlive()) }
}

function noticesOf(recording: Recording): readonly string[] {
  const notices: string[] = []
  if (recording.malformedEvents > 0) {
    const events =
      recording.malformedEvents === 1 ? '1 event' : `${recording.malformedEvents} events`
    notices.push(`${events} could not be read as JSON. The raw events show them.`)
  }
  if (recording.hasToolCall) {
    notices.push('The response calls a tool, which this page does not run. The raw events show it.')
  }
  if (recording.hasMedia) {
    notices.push('The response has audio or an image, which this page does not show.')
  }
  if (recording.finishReason === 'length') {
    notices.push('The response stopped at its limit of tokens.')
  }
  return notices
}

async function recordState(requestId: string | null, settings: Settings): Promise<RecordState> {
  return requestId === null
    ? { kind: 'missing', reason: 'no-id' }
    : await fetchRecord(requestId, settings)
}
