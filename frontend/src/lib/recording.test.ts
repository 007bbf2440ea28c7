import { expect, test } from 'vitest'
import { Recording } from './recording'

function event(at: number, delta: object, rest: object = {}) {
  return { at, data: JSON.stringify({ choices: [{ delta }], ...rest }) }
}

function record(...events: { at: number; data: string }[]): Recording {
  const recording = new Recording(1000)
  for (const each of events) {
    recording.onEvent(each)
  }
  return recording
}

test('the chunk with the role is not the first token', () => {
  const recording = record(
    event(1010, { role: 'assistant', content: '' }),
    event(1200, { content: 'A' }),
    event(1220, { content: 'B' }),
  )
  expect(recording.timing()).toMatchObject({
    ttftMs: 200,
    e2eMs: 220,
    contentEvents: 2,
    tokens: { count: 2, isExact: false },
  })
  expect(recording.answer).toBe('AB')
})

test('reasoning counts as the first token, and has its own times', () => {
  const recording = record(event(1100, { reasoning_content: 'hm' }), event(1300, { content: 'A' }))
  expect(recording.timing()).toMatchObject({
    ttftMs: 100,
    firstReasoningMs: 100,
    ttfoMs: 300,
  })
  expect(recording.reasoning).toBe('hm')
})

test('without reasoning, TTFO equals TTFT', () => {
  const recording = record(event(1100, { content: '<th' }), event(1300, { content: 'A' }))
  expect(recording.timing()).toMatchObject({ ttftMs: 100, ttfoMs: 100 })
})

test('a tool call after reasoning is the first output', () => {
  const call = { tool_calls: [{ function: { name: 'f' } }] }
  const recording = record(event(1100, { reasoning: 'hm' }), event(1300, call))
  expect(recording.timing()).toMatchObject({ ttftMs: 100, ttfoMs: 300 })
})

test('usage replaces the count of events', () => {
  const recording = record(
    event(1100, { content: 'A' }),
    event(1200, {}, { choices: [], usage: { completion_tokens: 9 } }),
  )
  expect(recording.timing().tokens).toEqual({ count: 9, isExact: true })
})

test('text that was held back as a possible tag is there at the end', () => {
  const recording = record(event(1100, { content: '<th' }))
  expect(recording.answer).toBe('')
  recording.onEnd(1200)
  expect(recording.answer).toBe('<th')
})

test('half an emoji in each of two events is one emoji', () => {
  const recording = record(
    { at: 1, data: '{"choices":[{"delta":{"content":"\\ud83d"}}]}' },
    { at: 2, data: '{"choices":[{"delta":{"content":"\\ude00"}}]}' },
  )
  expect(recording.answer).toBe('😀')
})

test('a stream with [DONE] is complete', () => {
  expect(record(event(1, { content: 'A' }), { at: 2, data: '[DONE]' }).streamEnd()).toEqual({
    kind: 'complete',
  })
})

test('an error event outweighs [DONE]', () => {
  const recording = record(
    { at: 1, data: '{"error":{"message":"No."}}' },
    { at: 2, data: '[DONE]' },
  )
  expect(recording.streamEnd()).toEqual({ kind: 'error', error: { message: 'No.', code: null } })
})

test('a stream without [DONE] is cut', () => {
  expect(record(event(1, { content: 'A' })).streamEnd()).toEqual({
    kind: 'cut',
    isInEvent: false,
    finishReason: null,
  })
})

test('a stream that ends in the middle of JSON is cut in an event, and what came stays', () => {
  const recording = record(event(1, { content: 'A' }), { at: 2, data: '{"choices":[{"del' })
  expect(recording.streamEnd()).toMatchObject({ kind: 'cut', isInEvent: true })
  expect(recording.answer).toBe('A')
  expect(recording.malformedEvents).toBe(1)
})

test('a stream without events is empty', () => {
  expect(record().streamEnd()).toEqual({ kind: 'empty' })
})

test('a response that is not streamed is one event', () => {
  const recording = new Recording(1000)
  recording.onWholeBody({
    at: 1500,
    data: '{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"completion_tokens":3}}',
  })
  expect(recording.answer).toBe('Hi')
  expect(recording.streamEnd()).toEqual({ kind: 'complete' })
  expect(recording.timing()).toMatchObject({ ttftMs: 500, tokens: { count: 3, isExact: true } })
})

test('only the first painting counts', () => {
  const recording = record(event(1100, { content: 'A' }))
  recording.onPainted(1110)
  recording.onPainted(1150)
  expect(recording.timing().paintedMs).toBe(110)
})
