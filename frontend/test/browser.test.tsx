import { act, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { useChat } from '../src/features/chat/chat-store'
import { copyText } from '../src/lib/clipboard'
import { download } from '../src/lib/download'
import { FakeProxy } from './fake-proxy'
import { openPage } from './page'

let proxy: FakeProxy

beforeEach(() => {
  proxy = new FakeProxy()
})

const { createObjectURL, revokeObjectURL } = URL
const { click } = HTMLAnchorElement.prototype

afterEach(() => {
  proxy.uninstall()
  Object.assign(URL, { createObjectURL, revokeObjectURL })
  HTMLAnchorElement.prototype.click = click
  Reflect.deleteProperty(navigator, 'clipboard')
})

test('a file to save lives on after the click', () => {
  const revoked: string[] = []
  URL.createObjectURL = () => 'blob:1'
  URL.revokeObjectURL = (url) => revoked.push(url)
  let clicks = 0
  HTMLAnchorElement.prototype.click = () => {
    clicks++
  }
  download('chat.json', 'application/json', '{}')
  expect(clicks).toBe(1)
  expect(revoked).toEqual([])
})

test('copying without a clipboard gives the focus back', async () => {
  openPage()
  const composer = screen.getByTestId('composer')
  act(() => composer.focus())
  Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })
  await copyText('Hi')
  expect(composer).toHaveFocus()
  expect(document.querySelector('textarea[readonly]')).toBeNull()
})

test('Esc that ends the composition of a character does not stop the reply', async () => {
  const user = openPage()
  await user.type(screen.getByTestId('composer'), 'Hi{Enter}')
  const press = (isComposing: boolean) =>
    act(
      () =>
        void screen
          .getByTestId('composer')
          .dispatchEvent(
            new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, isComposing }),
          ),
    )
  press(true)
  expect(useChat.getState().activeId).not.toBeNull()
  expect(proxy.chatRequests()[0]?.signal?.aborted).toBe(false)
  press(false)
  expect(proxy.chatRequests()[0]?.signal?.aborted).toBe(true)
})
