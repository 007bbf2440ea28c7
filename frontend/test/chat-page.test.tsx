import { onlineManager } from '@tanstack/react-query'
import { act, screen, waitFor, within } from '@testing-library/react'
import type { UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { useSettings } from '../src/lib/settings'
import { type ChatStream, FakeProxy } from './fake-proxy'
import { openPage } from './page'

let proxy: FakeProxy

beforeEach(() => {
  proxy = new FakeProxy()
  proxy.reply('/v1/models', 200, '{"data":[{"id":"qwen3"},{"id":"llama"}]}')
})

afterEach(() => {
  proxy.uninstall()
  onlineManager.setOnline(true)
})

async function send(user: UserEvent, text: string): Promise<ChatStream> {
  const before = proxy.chats.length
  await user.type(screen.getByTestId('composer'), `${text}{Enter}`)
  await waitFor(() => expect(proxy.chats.length).toBe(before + 1))
  return proxy.chats[before] as ChatStream
}

async function reply(state: string): Promise<HTMLElement> {
  await waitFor(() => {
    const replies = screen.getAllByTestId('message-assistant')
    expect(replies.at(-1)).toHaveAttribute('data-state', state)
  })
  return screen.getAllByTestId('message-assistant').at(-1) as HTMLElement
}

test('text grows before the stream ends', async () => {
  const chat = await send(openPage(), 'Hi')
  chat.sendDelta({ content: 'Hello' })
  expect(await screen.findByText('Hello')).toBeVisible()
  expect(screen.getByTestId('message-assistant')).toHaveAttribute('data-state', 'streaming')
  chat.sendDelta({ content: ' there' })
  expect(await screen.findByText('Hello there')).toBeVisible()
  chat.complete()
  await reply('complete')
})

test('the next request carries the conversation without its reasoning', async () => {
  const user = openPage({ model: 'qwen3' })
  const chat = await send(user, 'One')
  chat.sendDelta({ reasoning_content: 'hm' })
  chat.sendDelta({ content: 'First.' })
  chat.complete()
  await reply('complete')
  await send(user, 'Two')
  expect(proxy.chatRequests()[1]?.body).toMatchObject({
    model: 'qwen3',
    messages: [
      { role: 'user', content: 'One' },
      { role: 'assistant', content: 'First.' },
      { role: 'user', content: 'Two' },
    ],
  })
})

test('reasoning is open while it streams, and folded when the answer comes', async () => {
  const chat = await send(openPage(), 'Why?')
  chat.sendDelta({ reasoning_content: 'Let me think' })
  expect(await screen.findByText('Let me think')).toBeVisible()
  chat.sendDelta({ content: 'Because.' })
  await screen.findByText('Because.')
  expect(screen.getByTestId('reasoning-toggle')).toHaveAttribute('aria-expanded', 'false')
  expect(screen.getByTestId('reasoning')).not.toBeVisible()
})

test('the reader’s toggle outlasts the stream', async () => {
  const user = openPage()
  const chat = await send(user, 'Why?')
  chat.sendDelta({ content: '<think>Let me' })
  await screen.findByText('Let me')
  await user.click(screen.getByTestId('reasoning-toggle'))
  expect(screen.getByTestId('reasoning')).not.toBeVisible()
  chat.sendDelta({ content: ' think' })
  await user.click(screen.getByTestId('reasoning-toggle'))
  chat.sendDelta({ content: '</think>Because.' })
  chat.complete()
  await reply('complete')
  expect(screen.getByText('Let me think')).toBeVisible()
  expect(screen.getByTestId('answer')).toHaveTextContent('Because.')
})

test('stop aborts the request and keeps what came', async () => {
  const user = openPage()
  const chat = await send(user, 'Hi')
  chat.sendDelta({ content: 'Half' })
  await screen.findByText('Half')
  await user.click(screen.getByTestId('stop'))
  const stopped = await reply('stopped')
  expect(proxy.chatRequests()[0]?.signal?.aborted).toBe(true)
  expect(stopped).toHaveTextContent('Half')
  expect(screen.getByTestId('send')).toBeVisible()
})

test('Esc stops the stream', async () => {
  const user = openPage()
  await send(user, 'Hi')
  await user.keyboard('{Escape}')
  await reply('stopped')
})

test('an error before the stream is a sentence', async () => {
  proxy.reply(
    '/v1/chat/completions',
    502,
    '{"error":{"message":"Connecting failed.","code":"upstream_connect"}}',
  )
  const user = openPage()
  await user.type(screen.getByTestId('composer'), 'Hi{Enter}')
  await reply('failed')
  const error = screen.getByTestId('error')
  expect(error).toHaveTextContent('The proxy can’t reach the model server.')
  const details = error.querySelector('details')
  expect(details).toHaveTextContent('HTTP 502 · upstream_connect')
  expect(details).not.toHaveAttribute('open')
  expect(screen.getByTestId('stats')).toHaveTextContent(/^No token came in/)
  expect(proxy.chatRequests().length).toBe(1)
})

test('an error in the middle keeps what came', async () => {
  const chat = await send(openPage(), 'Hi')
  chat.sendDelta({ content: '| a | b |\n|---|---|\n| 1 |' })
  chat.send('{"error":{"message":"The upstream was reset.","code":"upstream_reset"}}')
  await screen.findByRole('table')
  chat.break()
  const failed = await reply('failed')
  expect(within(failed).getByRole('table')).toHaveTextContent('1')
  expect(screen.getByTestId('error')).toHaveTextContent(
    'The upstream was reset. What came is kept.',
  )
})

test('a stream without [DONE] is not complete', async () => {
  const chat = await send(openPage(), 'Hi')
  chat.sendDelta({ content: 'Half' })
  chat.end()
  await reply('failed')
  expect(screen.getByTestId('error')).toHaveTextContent('ended without [DONE]')
})

test('a proxy that went away in the middle is named', async () => {
  const chat = await send(openPage(), 'Hi')
  chat.sendDelta({ content: 'Half' })
  await screen.findByText('Half')
  proxy.isAlive = false
  chat.break()
  const failed = await reply('failed')
  expect(screen.getByTestId('error')).toHaveTextContent('The proxy does not respond')
  expect(failed).toHaveTextContent('Half')
})

test('a setting that can’t be sent is named, and no request goes out', async () => {
  const user = openPage({ proxyKey: 'schlüssel' })
  await user.type(screen.getByTestId('composer'), 'Hi{Enter}')
  await reply('failed')
  expect(screen.getByTestId('error')).toHaveTextContent('The key of the proxy has a space')
  expect(screen.queryByTestId('stats')).toBeNull()
  expect(proxy.chatRequests()).toEqual([])
})

test('both clocks are shown in parts', async () => {
  const chat = await send(openPage(), 'Hi')
  proxy.reply(
    `/api/requests/${chat.requestId}`,
    200,
    '{"id":"r1","source":"upstream","ttft_ms":0.5,"upstream_ms":0.3,"overhead_ms":0.2,"duration_ms":2,"tokens":2}',
  )
  chat.sendDelta({ content: 'A' })
  await screen.findByText('A')
  chat.sendDelta({ content: 'B' })
  chat.complete()
  await reply('complete')
  await waitFor(() => expect(screen.getByTestId('clock-bar')).toHaveTextContent('proxy 0.20 ms'))
  expect(screen.getByTestId('clock-bar')).toHaveTextContent('model server 0.30 ms')
  expect(screen.getByTestId('stats')).toHaveTextContent('≈ 2 tokens')
  await act(async () => screen.getByRole('button', { name: /tokens$/ }).focus())
  expect(screen.getByText(/^tokens: One token for each content event/)).toBeVisible()
  await act(async () => screen.getByRole('button', { name: /^proxy/ }).focus())
  expect(screen.getByText(/^proxy: the proxy’s own share/)).toBeVisible()
  expect(screen.getByTestId('gaps')).toHaveTextContent('longest')
})

test('regenerate asks the same question again', async () => {
  const user = openPage()
  const chat = await send(user, 'Hi')
  chat.sendDelta({ content: 'First' })
  chat.complete()
  await reply('complete')
  await user.click(screen.getByTestId('regenerate'))
  await waitFor(() => expect(proxy.chats.length).toBe(2))
  proxy.chats[1]?.sendDelta({ content: 'Second' })
  proxy.chats[1]?.complete()
  await reply('complete')
  expect(screen.getAllByTestId('message-user').length).toBe(1)
  expect(screen.queryByText('First')).toBeNull()
  expect(proxy.chatRequests()[1]?.body).toMatchObject({
    messages: [{ role: 'user', content: 'Hi' }],
  })
})

test('a change of an early turn says that it removes what follows', async () => {
  const user = openPage()
  for (const text of ['One', 'Two']) {
    const chat = await send(user, text)
    chat.complete()
    await reply('complete')
  }
  const labels = (id: string) => screen.getAllByTestId(id).map((button) => button.textContent)
  expect(labels('regenerate')).toEqual(['regenerate and remove what follows', 'regenerate'])
  expect(labels('edit')).toEqual(['edit and remove what follows', 'edit'])
})

test('an edited question replaces what follows it', async () => {
  const user = openPage()
  const chat = await send(user, 'One')
  chat.sendDelta({ content: 'First' })
  chat.complete()
  await reply('complete')
  await user.click(screen.getByTestId('edit'))
  await user.clear(screen.getByTestId('edit-input'))
  await user.type(screen.getByTestId('edit-input'), 'Two{Enter}')
  await waitFor(() => expect(proxy.chats.length).toBe(2))
  expect(screen.getByTestId('message-user')).toHaveTextContent('Two')
  expect(screen.queryByText('First')).toBeNull()
})

test('raw events show the stream as it came', async () => {
  const user = openPage()
  const chat = await send(user, 'Hi')
  chat.sendDelta({ content: 'A' })
  chat.complete()
  await reply('complete')
  await user.click(screen.getByTestId('raw-events'))
  const panel = screen.getByTestId('raw-events-panel')
  expect(panel).toHaveTextContent('2 events')
  expect(panel).toHaveTextContent('{"choices":[{"index":0,"delta":{"content":"A"}}]}')
  expect(panel).toHaveTextContent('[DONE]')
})

test('the synthetic mode shows its knobs and returns to the model before', async () => {
  const user = openPage({ model: 'qwen3' })
  await user.click(screen.getByTestId('synthetic'))
  expect(screen.getByTestId('model')).toHaveValue('synthetic')
  await user.clear(screen.getByTestId('knob-frames'))
  await user.type(screen.getByTestId('knob-frames'), '7')
  await send(user, 'Hi')
  expect(proxy.chatRequests()[0]?.body).toMatchObject({ model: 'synthetic', frames: 7 })
  await user.click(screen.getByTestId('synthetic'))
  expect(screen.getByTestId('model')).toHaveValue('qwen3')
  expect(screen.queryByTestId('knob-frames')).toBeNull()
})

test('the models that the server lists are offered', async () => {
  openPage()
  expect(await screen.findByText('The model server lists 2 models.')).toBeVisible()
  const options = [...document.querySelectorAll('datalist option')].map(
    (option) => (option as HTMLOptionElement).value,
  )
  expect(options).toEqual(['qwen3', 'llama', 'synthetic'])
})

test('a computer without a network lists the models of its own server', async () => {
  onlineManager.setOnline(false)
  openPage()
  expect(await screen.findByText('The model server lists 2 models.')).toBeVisible()
})

test('slash focuses the composer, and the question mark lists the shortcuts', async () => {
  const user = openPage()
  await user.keyboard('/')
  expect(screen.getByTestId('composer')).toHaveFocus()
  expect(screen.getByTestId('composer')).toHaveValue('')
  await user.type(screen.getByTestId('composer'), 'why?')
  expect(screen.queryByTestId('shortcuts')).toBeNull()
  act(() => screen.getByTestId('composer').blur())
  await user.keyboard('?')
  expect(await screen.findByTestId('shortcuts')).toBeVisible()
})

test('Shift+Enter breaks the line', async () => {
  const user = openPage()
  await user.type(screen.getByTestId('composer'), 'a{Shift>}{Enter}{/Shift}b')
  expect(screen.getByTestId('composer')).toHaveValue('a\nb')
  expect(proxy.chatRequests()).toEqual([])
})

test('settings are masked and stored', async () => {
  const user = openPage()
  await user.click(screen.getByTestId('settings-open'))
  const key = await screen.findByTestId('setting-upstream-key')
  await user.type(key, 'sk-1')
  await user.type(screen.getByTestId('setting-temperature'), '0.5')
  expect(key).toHaveAttribute('type', 'password')
  expect(useSettings.getState()).toMatchObject({ upstreamKey: 'sk-1', temperature: 0.5 })
})
