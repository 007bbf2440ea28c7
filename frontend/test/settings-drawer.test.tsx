import { act, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { useSettings } from '../src/lib/settings'
import { FakeProxy } from './fake-proxy'
import { openPage } from './page'

let proxy: FakeProxy

beforeEach(() => {
  proxy = new FakeProxy()
})

afterEach(() => proxy.uninstall())

/** Base URLs that requests of the page chose. */
function chosenServers(): readonly string[] {
  return proxy.requests.flatMap(({ headers }) => headers['X-LLM-Base-URL'] ?? [])
}

const KEY = { upstreamKey: 'sk-1', upstreamKeyOrigin: 'https://a.example' }

test('a tab takes over the settings of another one', async () => {
  const user = openPage({ temperature: 1 })
  await user.click(screen.getByTestId('settings-open'))
  const temperature = await screen.findByTestId('setting-temperature')
  expect(temperature).toHaveValue(1)
  const name = 'first-token.settings'
  const stored = JSON.parse(localStorage.getItem(name) ?? '')
  stored.state = { ...stored.state, model: 'llama', temperature: 0.5 }
  localStorage.setItem(name, JSON.stringify(stored))
  act(() => void window.dispatchEvent(new StorageEvent('storage', { key: name })))
  expect(temperature).toHaveValue(0.5)
  act(() => useSettings.getState().change({ systemPrompt: 'Be brief.' }))
  expect(localStorage.getItem(name)).toContain('llama')
})

test('a base URL counts when the field is left, and no request holds half of it', async () => {
  const user = openPage()
  await user.click(screen.getByTestId('settings-open'))
  await user.type(await screen.findByTestId('setting-base-url'), 'https://b.example/v1')
  expect(useSettings.getState().baseUrl).toBe('')
  expect(chosenServers()).toEqual([])
  await user.tab()
  await waitFor(() => expect(chosenServers()).toEqual(['https://b.example/v1']))
})

test('a base URL without its scheme is no address, and the field says what was meant', async () => {
  const user = openPage()
  await user.click(screen.getByTestId('settings-open'))
  const url = await screen.findByTestId('setting-base-url')
  await user.type(url, 'localhost:1')
  expect(screen.queryByText(/Did you mean/)).toBeNull()
  await user.tab()
  expect(url).toHaveAccessibleDescription(/Did you mean http:\/\/localhost:1\?/)
  expect(screen.queryByTestId('settings-problem')).toBeNull()
  expect(screen.getByTestId('models-status')).toHaveTextContent('Did you mean')
  expect(chosenServers()).toEqual([])
  await user.clear(url)
  await user.type(url, 'http://localhost:1{Tab}')
  expect(screen.queryByText(/Did you mean/)).toBeNull()
  await waitFor(() => expect(chosenServers()).toEqual(['http://localhost:1']))
})

const list = (...names: readonly string[]) =>
  JSON.stringify({ object: 'list', data: names.map((id) => ({ id, object: 'model' })) })

test.each([
  [['synthetic'], 'http://localhost:1', true],
  [['synthetic'], '', false],
  [['synthetic', 'llama'], 'http://localhost:1', false],
  [[], 'http://localhost:1', false],
])(
  'where the models are %j and the base URL %j, the settings say that it is ignored: %s',
  async (names, baseUrl, isSaid) => {
    proxy.replyAlways('/v1/models', list(...names))
    const user = openPage({ baseUrl })
    await user.click(screen.getByTestId('settings-open'))
    await screen.findByTestId('setting-base-url')
    await waitFor(() => expect(proxy.requests.some(({ url }) => url === '/v1/models')).toBe(true))
    if (isSaid) {
      await waitFor(() =>
        expect(screen.getByTestId('models-status')).toHaveTextContent(
          'The settings say why the base URL may be ignored.',
        ),
      )
      expect(await screen.findByTestId('settings-problem')).toHaveTextContent(
        /^Only the synthetic model is listed\. A proxy .* ignores the base URL .*: if this is one, restart it with LLM_BASE_URL, or without LLM_MODEL\.$/,
      )
    } else {
      await waitFor(() =>
        expect(screen.getByTestId('models-status')).not.toHaveTextContent('Looking'),
      )
      expect(screen.queryByTestId('settings-problem')).toBeNull()
    }
  },
)

test('Enter commits a base URL, and Esc returns to the one before', async () => {
  const user = openPage({ baseUrl: 'https://a.example' })
  await user.click(screen.getByTestId('settings-open'))
  await user.type(await screen.findByTestId('setting-base-url'), '/v1{Enter}')
  expect(useSettings.getState().baseUrl).toBe('https://a.example/v1')
  await user.click(screen.getByTestId('settings-open'))
  await user.type(await screen.findByTestId('setting-base-url'), '/v2{Escape}')
  expect(useSettings.getState().baseUrl).toBe('https://a.example/v1')
})

test('a key stays with the server that it was entered for, and the field says so', async () => {
  const user = openPage({ baseUrl: 'https://a.example/v1', ...KEY })
  await user.click(screen.getByTestId('settings-open'))
  const url = await screen.findByTestId('setting-base-url')
  expect(screen.queryByText(/^Not sent/)).toBeNull()
  await user.clear(url)
  await user.type(url, 'https://b.example/v1')
  await user.tab()
  expect(screen.getByText(/entered for https:\/\/a\.example/)).toBeVisible()
  await waitFor(() => expect(chosenServers()).toContain('https://b.example/v1'))
  const keys = proxy.requests
    .filter(({ headers }) => headers['X-LLM-Base-URL'] === 'https://b.example/v1')
    .map(({ headers }) => headers['X-LLM-API-Key'])
  expect(keys).toEqual([undefined])
})

test('a key that is entered anew belongs to the new server', async () => {
  const user = openPage({ baseUrl: 'https://b.example/v1', ...KEY })
  await user.click(screen.getByTestId('settings-open'))
  const key = await screen.findByTestId('setting-upstream-key')
  await user.clear(key)
  await user.type(key, 'sk-2')
  await user.tab()
  expect(useSettings.getState()).toMatchObject({
    upstreamKey: 'sk-2',
    upstreamKeyOrigin: 'https://b.example',
  })
})

test('a key that is entered for half an address does not go to the proxy’s own server', async () => {
  const user = openPage({ baseUrl: 'localhost:1234' })
  await user.click(screen.getByTestId('settings-open'))
  await user.type(await screen.findByTestId('setting-upstream-key'), 'sk-2')
  await user.clear(screen.getByTestId('setting-base-url'))
  await user.tab()
  expect(useSettings.getState()).toMatchObject({ baseUrl: '', upstreamKey: 'sk-2' })
  expect(screen.getByText(/entered for localhost:1234/)).toBeVisible()
})

test('the settings say where keys are stored', async () => {
  const user = openPage()
  await user.click(screen.getByTestId('settings-open'))
  expect(await screen.findByTestId('settings')).toHaveTextContent(
    'Keys are stored in this browser only, and no export holds them.',
  )
})
