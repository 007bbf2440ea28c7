import { expect, test } from 'vitest'
import { DEFAULTS } from '../../lib/settings'
import { exportChat } from './export-chat'
import type { Reply } from './messages'

const REPLY: Reply = {
  role: 'assistant',
  id: 'm2',
  request: {
    ...DEFAULTS,
    model: 'qwen3',
    baseUrl: 'https://u:secret@a.example/v1?key=secret#secret',
  },
  startedAt: '2026-01-31T12:00:00.000Z',
  sentAt: 1000,
  phase: { kind: 'complete' },
  answer: 'Hello',
  reasoning: '',
  timing: {
    headersMs: 50,
    ttftMs: 100.00049,
    paintedMs: 110,
    firstReasoningMs: null,
    ttfoMs: 100,
    e2eMs: 400,
    closeMs: 410,
    contentEvents: 4,
    tokens: { count: 4, isExact: true },
  },
  record: { kind: 'missing', reason: 'not-kept' },
  finishReason: 'stop',
  notices: [],
  events: [{ at: 1100, data: '[DONE]' }],
  eventCount: 1,
  contentTimes: [100, 110, 390, 400],
}

test('the export has the texts, the timings and the events', () => {
  const json = exportChat(
    [{ role: 'user', id: 'm1', text: 'Hi' }, REPLY],
    '2026-01-31T12:01:00.000Z',
  )
  expect(JSON.parse(json)).toMatchObject({
    schema: 'firsttoken.chat/1',
    messages: [
      { role: 'user', text: 'Hi' },
      {
        request: { model: 'qwen3', base_url: 'https://a.example/v1', temperature: null },
        text: 'Hello',
        browser: {
          ttft_ms: 100,
          ttfo_ms: 100,
          tpot_ms: 100,
          e2e_ms: 400,
          close_ms: 410,
          tokens: 4,
          tokens_from: 'usage',
          tps: 10,
          longest_icl_ms: 280,
        },
        proxy: null,
        parts: [
          { name: 'until first token', ms: 100 },
          { name: 'paint', ms: 10 },
        ],
        events: [{ at_ms: 100, data: '[DONE]' }],
      },
    ],
  })
})

test('the export holds no key', () => {
  expect(exportChat([REPLY], 'now')).not.toContain('secret')
})

test('each reply has the settings of its own request', () => {
  const cool = { ...REPLY, request: { ...REPLY.request, temperature: 0 } }
  const synthetic = { ...REPLY, request: { ...DEFAULTS, model: 'synthetic' } }
  const { messages } = JSON.parse(exportChat([cool, synthetic], 'now'))
  expect(messages[0].request).toMatchObject({ temperature: 0 })
  expect(messages[1].request).toMatchObject({ temperature: null, synthetic: { frames: 300 } })
})
