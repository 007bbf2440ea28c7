import { act, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FakeProxy } from './fake-proxy'
import { openPage } from './page'

let proxy: FakeProxy

beforeEach(() => {
  proxy = new FakeProxy()
})

afterEach(() => proxy.uninstall())

const NONE = '{"error":{"message":"Connecting failed.","code":"upstream_connect"}}'
const ONE = '{"data":[{"id":"qwen3"}]}'

test('a failed list is asked for again by a button', async () => {
  proxy.reply('/v1/models', 502, NONE)
  proxy.reply('/v1/models', 200, ONE)
  const user = openPage()
  await user.click(await screen.findByTestId('models-retry'))
  expect(await screen.findByText(/lists one model, qwen3/)).toBeVisible()
  expect(screen.queryByTestId('models-retry')).toBeNull()
})

test('a failed list is asked for again when the reader returns to the page', async () => {
  proxy.reply('/v1/models', 502, NONE)
  proxy.reply('/v1/models', 200, ONE)
  openPage()
  await screen.findByTestId('models-retry')
  act(() => void document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))
  expect(await screen.findByText(/lists one model, qwen3/)).toBeVisible()
})

test('nothing is offered before the list is known', async () => {
  proxy.reply('/v1/models', 502, NONE)
  openPage()
  expect(screen.getByTestId('models-status')).toHaveTextContent('Looking for the model server')
  expect(screen.queryByTestId('try-synthetic')).toBeNull()
  expect(await screen.findByTestId('try-synthetic')).toBeVisible()
})

test('a server that lists no models is a model server', async () => {
  proxy.reply('/v1/models', 200, '{"data":[]}')
  openPage()
  expect(await screen.findByText(/lists no models\. Type the name of one/)).toBeVisible()
  expect(screen.queryByTestId('try-synthetic')).toBeNull()
})

test('where only the synthetic model is listed, no model server responds', async () => {
  proxy.reply('/v1/models', 200, '{"data":[{"id":"synthetic"}]}')
  openPage()
  expect(await screen.findByText(/^Only the synthetic model is listed/)).toBeVisible()
})
