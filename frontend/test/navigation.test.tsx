import { act, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FakeProxy } from './fake-proxy'
import { openPage } from './page'

let proxy: FakeProxy

beforeEach(() => {
  proxy = new FakeProxy()
})

afterEach(() => {
  proxy.uninstall()
  location.hash = ''
})

async function go(hash: string): Promise<void> {
  await act(async () => {
    location.hash = hash
    window.dispatchEvent(new HashChangeEvent('hashchange'))
  })
}

test('the address chooses the page, and its link says so', async () => {
  openPage()
  expect(screen.getByTestId('composer')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Chat' })).toHaveAttribute('aria-current', 'page')
  await go('#results')
  expect(await screen.findByTestId('results-page')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Results' })).toHaveAttribute('aria-current', 'page')
  expect(document.title).toBe('Results – First Token')
  await go('#live')
  expect(await screen.findByTestId('live-page')).toBeVisible()
  await go('#chat')
  expect(screen.getByTestId('composer')).toBeVisible()
  expect(document.title).toBe('First Token')
})

test('a chat goes on, and a question that is being written stays, on other pages', async () => {
  const user = openPage()
  await user.type(screen.getByTestId('composer'), 'Hi{Enter}')
  const chat = proxy.chats[0]
  chat?.sendDelta({ content: 'Hello' })
  await screen.findByText('Hello')
  await user.type(screen.getByTestId('composer'), 'And then')
  await go('#results')
  await screen.findByTestId('results-page')
  chat?.sendDelta({ content: ' there' })
  chat?.complete()
  await go('#chat')
  expect(await screen.findByText('Hello there')).toBeVisible()
  expect(screen.getByTestId('composer')).toHaveValue('And then')
})
