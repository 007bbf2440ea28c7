import { afterEach, beforeEach, expect, test } from 'vitest'
import { FakeProxy } from '../../test/fake-proxy'
import { chatBody, fetchModels, fetchRecord, parseRecord, postChat, RequestFailed } from './api'
import { DEFAULTS } from './settings'

const RECORD =
  '{"id":"r1","model":"m","source":"upstream","status":200,"ending":"completed","ttft_ms":212.4,"upstream_ms":204.1,"overhead_ms":8.3,"duration_ms":8600.1,"tokens":412,"bytes_out":31234}'
const ACCESS = { baseUrl: '', upstreamKey: '', upstreamKeyOrigin: '', proxyKey: '' }

let proxy: FakeProxy

beforeEach(() => {
  proxy = new FakeProxy()
})

afterEach(() => proxy.uninstall())

const noWait = () => Promise.resolve()

test('the body holds only what is set', () => {
  expect(chatBody(DEFAULTS, [{ role: 'user', content: 'Hi' }])).toEqual({
    messages: [{ role: 'user', content: 'Hi' }],
    stream: true,
    stream_options: { include_usage: true },
  })
})

test('the system prompt comes first, and numbers are sent as such', () => {
  const settings = {
    ...DEFAULTS,
    model: ' m ',
    systemPrompt: 'Be brief.',
    temperature: 0,
    maxTokens: 9,
  }
  expect(chatBody(settings, [])).toMatchObject({
    model: 'm',
    messages: [{ role: 'system', content: 'Be brief.' }],
    temperature: 0,
    max_tokens: 9,
  })
})

test('the synthetic model gets its knobs, and no empty one', () => {
  const synthetic = { ...DEFAULTS.synthetic, ttftMs: null }
  const body = chatBody({ ...DEFAULTS, model: 'synthetic', synthetic }, [])
  expect(body).toMatchObject({
    frames: 300,
    delay_ms: 20,
    bytes_per_frame: 10,
    reasoning_frames: 60,
  })
  expect(body).not.toHaveProperty('ttft_ms')
})

test('no more reasoning is sent than frames', () => {
  const body = (frames: number | null) =>
    chatBody({ ...DEFAULTS, model: 'synthetic', synthetic: { ...DEFAULTS.synthetic, frames } }, [])
  expect(body(7)).toMatchObject({ frames: 7, reasoning_frames: 7 })
  expect(body(100)).toMatchObject({ frames: 100, reasoning_frames: 60 })
  expect(body(null)).toMatchObject({ reasoning_frames: 60 })
})

test('settings go as headers, and keys into no URL', async () => {
  const settings = {
    ...DEFAULTS,
    baseUrl: 'https://api.example.com/v1',
    upstreamKey: 'sk-up',
    upstreamKeyOrigin: 'https://api.example.com',
    proxyKey: 'px',
  }
  void postChat(settings, [], new AbortController().signal)
  const [request] = proxy.requests
  expect(request?.url).toBe('/v1/chat/completions')
  expect(request?.headers).toMatchObject({
    Authorization: 'Bearer px',
    'X-LLM-Base-URL': 'https://api.example.com/v1',
    'X-LLM-API-Key': 'sk-up',
  })
})

test.each(['https://evil.example/v1', 'http://api.example.com/v1', '', 'api.example.com'])(
  'a key for https://api.example.com does not go to %j',
  (baseUrl) => {
    const upstreamKeyOrigin = 'https://api.example.com'
    const settings = { ...DEFAULTS, baseUrl, upstreamKey: 'sk-up', upstreamKeyOrigin }
    void postChat(settings, [], new AbortController().signal)
    expect(proxy.requests[0]?.headers).not.toHaveProperty('X-LLM-API-Key')
  },
)

test('the synthetic model chooses no upstream', () => {
  const settings = { ...DEFAULTS, model: 'synthetic', baseUrl: 'https://api.example.com/v1' }
  void postChat(settings, [], new AbortController().signal)
  expect(proxy.requests[0]?.headers).not.toHaveProperty('X-LLM-Base-URL')
})

test('models are listed by their names', async () => {
  proxy.reply('/v1/models', 200, '{"data":[{"id":"a"},{"no":"id"},null,{"id":"b"}]}')
  expect(await fetchModels(ACCESS, new AbortController().signal)).toEqual(['a', 'b'])
})

test('models that are refused have a sentence', async () => {
  proxy.reply('/v1/models', 401, '{"error":{"message":"Key.","code":"unauthorized"}}')
  const error = await fetchModels(ACCESS, new AbortController().signal).catch((e) => e)
  expect(error).toBeInstanceOf(RequestFailed)
  expect(error.failure.needsProxyKey).toBe(true)
})

test('a record that is not there yet is asked for again', async () => {
  proxy.reply('/api/requests/r1', 404, '{}')
  proxy.reply('/api/requests/r1', 200, RECORD)
  const result = await fetchRecord('r1', { ...ACCESS, proxyKey: 'px' }, noWait, () => 2)
  expect(result).toMatchObject({
    kind: 'known',
    record: { ttftMs: 212.4, upstreamMs: 204.1, overheadMs: 8.3, tokens: 412, roundTripMs: 2 },
  })
  expect(proxy.requests.map(({ headers }) => headers.Authorization)).toEqual([
    'Bearer px',
    'Bearer px',
  ])
})

test('a record that never comes is not kept', async () => {
  expect(await fetchRecord('r1', ACCESS, noWait)).toEqual({ kind: 'missing', reason: 'not-kept' })
  expect(proxy.requests.length).toBe(5)
})

test('a record that is refused is asked for once', async () => {
  proxy.reply('/api/requests/r1', 401, '{}')
  expect(await fetchRecord('r1', ACCESS, noWait)).toEqual({ kind: 'missing', reason: 'refused' })
  expect(proxy.requests.length).toBe(1)
})

test('a proxy that is gone has no record', async () => {
  proxy.isAlive = false
  expect(await fetchRecord('r1', ACCESS, noWait)).toMatchObject({ reason: 'no-response' })
})

test('a record without an id is none', () => {
  expect(parseRecord('{"ttft_ms":1}', 1)).toBeNull()
  expect(parseRecord('<html>', 1)).toBeNull()
})
