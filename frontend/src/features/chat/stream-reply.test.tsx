import { afterEach, beforeEach, expect, test } from 'vitest'
import { FakeProxy } from '../../../test/fake-proxy'
import { DEFAULTS } from '../../lib/settings'
import type { Reply } from './messages'
import { streamReply } from './stream-reply'

let proxy: FakeProxy

beforeEach(() => {
  proxy = new FakeProxy()
})

afterEach(() => proxy.uninstall())

test('a reply ends even if drawing it fails', async () => {
  proxy.reply('/v1/chat/completions', 200, '{"choices":[{"message":{"content":"Hi"}}]}')
  const changes: Partial<Reply>[] = []
  const done = streamReply(
    { settings: DEFAULTS, turns: [], signal: new AbortController().signal },
    (change) => {
      changes.push(change)
      if (change.answer === 'Hi' && change.phase === undefined) {
        throw new Error('This text can’t be drawn.')
      }
    },
  )
  await expect(done).rejects.toThrow('can’t be drawn')
  expect(changes.map(({ phase }) => phase?.kind)).toContain('complete')
  expect(changes.at(-1)?.record).toBeDefined()
})

test('a dead proxy ends the reply before its health is known', async () => {
  let answerHealth: () => void = () => {}
  globalThis.fetch = (input) =>
    String(input) === '/health'
      ? new Promise((_, reject) => {
          answerHealth = () => reject(new TypeError('Failed to fetch'))
        })
      : Promise.reject(new TypeError('Failed to fetch'))
  const texts: string[] = []
  const ended = new Promise<void>((resolve) => {
    void streamReply(
      { settings: DEFAULTS, turns: [], signal: new AbortController().signal },
      ({ phase }) => {
        if (phase?.kind === 'failed') {
          texts.push(phase.failure.text)
          texts.length === 1 ? setTimeout(() => answerHealth()) : resolve()
        }
      },
    )
  })
  await ended
  expect(texts[0]).toContain('The proxy closed the connection without a response.')
  expect(texts[1]).toContain('The proxy does not respond.')
})

test('a type that only contains “json” is no whole response', async () => {
  proxy.reply('/v1/chat/completions', 200, '{"a":1}\n', { 'Content-Type': 'application/x-ndjson' })
  const changes: Partial<Reply>[] = []
  await streamReply(
    { settings: DEFAULTS, turns: [], signal: new AbortController().signal },
    (change) => changes.push(change),
  )
  const phase = changes.find((change) => change.phase !== undefined)?.phase
  expect(phase?.kind === 'failed' && phase.failure.text).toContain('the type application/x-ndjson')
})
