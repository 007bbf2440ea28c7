import { Button } from '@mantine/core'
import type { RefObject } from 'react'
import { SYNTHETIC, useSettings } from '../../lib/settings'
import { ask, clear, draft, stop, useChat } from './chat-store'
import { SyntheticKnobs, toggleSynthetic } from './SyntheticKnobs'
import './styles/composer.css'

const MAX_ROWS = 10

/** Text field for a question, with the buttons that send it and stop the response. */
export function Composer({
  inputRef,
}: {
  readonly inputRef: RefObject<HTMLTextAreaElement | null>
}) {
  const text = useChat((chat) => chat.draft)
  const isStreaming = useChat((chat) => chat.activeId !== null)
  const hasMessages = useChat((chat) => chat.order.length > 0)
  const isSynthetic = useSettings((settings) => settings.model.trim() === SYNTHETIC)
  const send = () => {
    if (!isStreaming && text.trim() !== '') {
      ask(text)
      draft('')
    }
  }
  return (
    <form
      className="composer"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        ref={inputRef}
        className="text-area"
        data-testid="composer"
        aria-label="Question"
        placeholder="Ask anything"
        rows={Math.min(MAX_ROWS, text.split('\n').length)}
        value={text}
        onChange={(event) => draft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault()
            send()
          }
        }}
      />
      {isSynthetic && <SyntheticKnobs />}
      <div className="composer-bar">
        <Button
          size="compact-sm"
          variant={isSynthetic ? 'light' : 'default'}
          data-testid="synthetic"
          aria-pressed={isSynthetic}
          title="The proxy generates the response itself, without a model"
          onClick={toggleSynthetic}
        >
          Synthetic
        </Button>
        {hasMessages && (
          <Button size="compact-sm" variant="default" data-testid="new-chat" onClick={clear}>
            New chat
          </Button>
        )}
        <span className="composer-hint">
          Enter sends, Shift+Enter breaks the line, ? lists shortcuts
        </span>
        {isStreaming ? (
          <Button size="compact-sm" variant="default" data-testid="stop" onClick={stop}>
            Stop
          </Button>
        ) : (
          <Button size="compact-sm" type="submit" data-testid="send" disabled={text.trim() === ''}>
            Send
          </Button>
        )}
      </div>
    </form>
  )
}
