import { Button, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useSettings } from '../../lib/settings'
import { askForProxyKey, useChat } from './chat-store'

/** Asks for the proxy's key after a request without a valid one. */
export function ProxyKeyDialog() {
  const isAsked = useChat((chat) => chat.isProxyKeyAsked)
  return (
    <Modal
      opened={isAsked}
      onClose={() => askForProxyKey(false)}
      title="This proxy needs a key"
      classNames={{ title: 'dialog-title' }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      centered
      // Above the settings, where a wrong key may have been entered.
      zIndex={300}
    >
      <ProxyKeyForm />
    </Modal>
  )
}

function ProxyKeyForm() {
  const change = useSettings((settings) => settings.change)
  const [key, setKey] = useState('')
  return (
    <form
      className="settings"
      data-testid="proxy-key-dialog"
      onSubmit={(event) => {
        event.preventDefault()
        change({ proxyKey: key.trim() })
        askForProxyKey(false)
      }}
    >
      <p>It was started with PROXY_API_KEY. Enter that value; it stays in this browser.</p>
      <TextInput
        type="password"
        autoComplete="off"
        label="Key of the proxy"
        data-testid="proxy-key-input"
        data-autofocus
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
      />
      <Button type="submit" data-testid="proxy-key-save" disabled={key.trim() === ''}>
        Use this key
      </Button>
    </form>
  )
}
