import { screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { useSettings } from '../src/lib/settings'
import { FakeProxy } from './fake-proxy'
import { openPage } from './page'

const UNAUTHORIZED = '{"error":{"message":"A valid API key is required.","code":"unauthorized"}}'

let proxy: FakeProxy

beforeEach(() => {
  proxy = new FakeProxy()
})

afterEach(() => proxy.uninstall())

test('the page asks for the key of the proxy, and uses it', async () => {
  proxy.reply('/v1/models', 401, UNAUTHORIZED)
  proxy.reply('/v1/models', 200, '{"data":[{"id":"qwen3"}]}')
  const user = openPage()
  await user.type(await screen.findByTestId('proxy-key-input'), 'secret')
  await user.click(screen.getByTestId('proxy-key-save'))
  expect(await screen.findByText(/lists one model, qwen3/)).toBeVisible()
  expect(useSettings.getState().proxyKey).toBe('secret')
  const lists = proxy.requests.filter(({ url }) => url === '/v1/models')
  expect(lists.at(-1)?.headers.Authorization).toBe('Bearer secret')
  expect(proxy.requests.every(({ url }) => !url.includes('secret'))).toBe(true)
})

test('a refused chat request asks for it too', async () => {
  proxy.reply('/v1/models', 200, '{"data":[]}')
  proxy.reply('/v1/chat/completions', 401, UNAUTHORIZED)
  const user = openPage({ proxyKey: 'wrong' })
  await user.type(screen.getByTestId('composer'), 'Hi{Enter}')
  expect(await screen.findByTestId('proxy-key-dialog')).toBeVisible()
  expect(screen.getByTestId('error')).toHaveTextContent('none or a wrong one')
})

test('a server that callers may not choose is a sentence in the settings', async () => {
  proxy.reply(
    '/v1/models',
    403,
    '{"error":{"message":"This upstream is not listed in ALLOWED_UPSTREAMS.","code":"forbidden"}}',
  )
  const user = openPage({ baseUrl: 'http://localhost:9999/v1' })
  await user.click(screen.getByTestId('settings-open'))
  await waitFor(() =>
    expect(screen.getByTestId('settings-problem')).toHaveTextContent(
      'does not allow this page to choose the model server',
    ),
  )
})
