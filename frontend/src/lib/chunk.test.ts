import { expect, test } from 'vitest'
import { parseChunk } from './chunk'

function delta(fields: object, rest: object = {}): string {
  return JSON.stringify({ choices: [{ index: 0, delta: fields, ...rest }] })
}

test('text is the content of the first choice', () => {
  expect(parseChunk(delta({ content: 'Hi' }))).toMatchObject({ kind: 'delta', text: 'Hi' })
})

test.each(['reasoning_content', 'reasoning'])('%s is reasoning', (field) => {
  expect(parseChunk(delta({ [field]: 'hm' }))).toMatchObject({ reasoning: 'hm', text: '' })
})

test('reasoning that a server sends in two fields counts once', () => {
  const chunk = parseChunk(delta({ reasoning_content: 'hm', reasoning: 'hm' }))
  expect(chunk).toMatchObject({ reasoning: 'hm' })
})

test('content in parts is joined, and its thinking is reasoning', () => {
  const content = [
    { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
    { type: 'text', text: 'Hi' },
  ]
  expect(parseChunk(delta({ content }))).toMatchObject({ text: 'Hi', reasoning: 'hm' })
})

test('a chunk with a role only carries nothing', () => {
  expect(parseChunk(delta({ role: 'assistant', content: '' }))).toEqual({
    kind: 'delta',
    text: '',
    reasoning: '',
    isContent: false,
    isOnlyReasoning: false,
    hasToolCall: false,
    hasMedia: false,
    completionTokens: null,
    finishReason: null,
  })
})

test('usage comes with no choices', () => {
  const chunk = parseChunk('{"choices":[],"usage":{"completion_tokens":7}}')
  expect(chunk).toMatchObject({ completionTokens: 7, text: '' })
})

test('the finish reason is read', () => {
  expect(parseChunk(delta({}, { finish_reason: 'length' }))).toMatchObject({
    finishReason: 'length',
  })
})

test.each<[string, object]>([
  ['text', { content: 'Hi' }],
  ['a refusal', { refusal: 'No' }],
  ['reasoning', { reasoning_content: 'hm' }],
  ['thinking', { thinking: 'hm' }],
  ['a summary of reasoning', { reasoning_details: [{ summary: 'hm' }] }],
  ['encrypted reasoning', { reasoning_details: [{ data: 'x==' }] }],
  ['the name of a function', { tool_calls: [{ function: { name: 'f', arguments: '' } }] }],
  ['arguments', { tool_calls: [{ function: { arguments: '{' } }] }],
  ['the input of a custom tool', { tool_calls: [{ custom: { input: 'x' } }] }],
  ['a function call of old', { function_call: { arguments: '{' } }],
  ['audio', { audio: { data: 'AA==' } }],
  ['the transcript of audio', { audio: { transcript: 'Hi' } }],
  ['an image', { images: [{ image_url: { url: 'data:' } }] }],
  ['an image among the content', { content: [{ image_url: { url: 'data:' } }] }],
])('%s is content', (_, fields) => {
  expect(parseChunk(delta(fields))).toMatchObject({ isContent: true })
  expect(parseChunk(JSON.stringify({ choices: [{ message: fields }] }))).toMatchObject({
    isContent: true,
  })
})

test.each<[string, object]>([
  ['a role', { role: 'assistant', content: '' }],
  ['a tool call with neither a name nor arguments', { tool_calls: [{ index: 0, id: 'c1' }] }],
  ['an empty name', { tool_calls: [{ function: { name: '', arguments: '' } }] }],
  ['an id of audio', { audio: { id: 'a1' } }],
  ['a field that the proxy does not know', { musing: 'hm' }],
])('%s is no content', (_, fields) => {
  expect(parseChunk(delta(fields))).toMatchObject({ isContent: false })
})

test('content of a second choice counts, and that of the first is shown', () => {
  const data = JSON.stringify({ choices: [{ delta: {} }, { delta: { content: 'B' } }] })
  expect(parseChunk(data)).toMatchObject({ isContent: true, text: '' })
})

test('encrypted reasoning is reasoning without a text', () => {
  expect(parseChunk(delta({ reasoning_details: [{ data: 'x==' }] }))).toMatchObject({
    reasoning: '',
    isOnlyReasoning: true,
  })
})

test('[DONE] ends the stream', () => {
  expect(parseChunk('[DONE]')).toEqual({ kind: 'done' })
})

test.each(['{"choi', '[1]', 'null', '"text"', ''])('%j is malformed', (data) => {
  expect(parseChunk(data)).toEqual({ kind: 'malformed' })
})

test.each([
  ['{"error":{"message":"No.","code":"upstream_reset"}}', 'No.', 'upstream_reset'],
  ['{"error":"No."}', 'No.', null],
  ['{"object":"error","message":"No.","code":500}', 'No.', null],
  ['{"detail":"No."}', 'No.', null],
  ['{"error":{"why":1}}', '{"why":1}', null],
])('%s is an error', (data, message, code) => {
  expect(parseChunk(data)).toEqual({ kind: 'error', error: { message, code } })
})

test.each(['null', '""', 'false', '0', '{}', '{"message":"","code":null}'])(
  'an error that holds nothing, %s, is none',
  (error) => {
    expect(parseChunk(`{"error":${error},"choices":[]}`)).toMatchObject({ kind: 'delta' })
  },
)

test('an error of a choice is an error', () => {
  const data = '{"choices":[{"delta":{},"error":{"message":"No.","code":"x"}}]}'
  expect(parseChunk(data)).toEqual({ kind: 'error', error: { message: 'No.', code: 'x' } })
})
