import { useCallback, useEffect, useRef, useState } from 'react'
import { useStickToBottom } from 'use-stick-to-bottom'
import { Announcer } from './Announcer'
import { Composer } from './Composer'
import { askForProxyKey, useChat } from './chat-store'
import { EmptyState } from './EmptyState'
import { ErrorBoundary } from './ErrorBoundary'
import { useModels } from './models'
import { ProxyKeyDialog } from './ProxyKeyDialog'
import { QuestionView } from './QuestionView'
import { ReplyView } from './ReplyView'
import { Shortcuts } from './Shortcuts'
import { useShortcuts } from './use-shortcuts'
import './styles/chat-page.css'

/** The chat: questions, replies with what they cost, and where the next question is written. */
export function ChatPage() {
  const composer = useRef<HTMLTextAreaElement>(null)
  const [isHelpOpen, setHelpOpen] = useState(false)
  useShortcuts(
    composer,
    useCallback(() => setHelpOpen(true), []),
  )
  return (
    <main className="chat">
      <Conversation />
      <div className="chat-foot">
        <Composer inputRef={composer} />
      </div>
      <Announcer />
      <ProxyKeyDialog />
      <Shortcuts isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </main>
  )
}

function Conversation() {
  const order = useChat((chat) => chat.order)
  const { scrollRef, contentRef, isAtBottom, scrollToBottom } = useStickToBottom({
    initial: 'instant',
    resize: 'instant',
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new question is shown, wherever the reader was
  useEffect(() => {
    void scrollToBottom('instant')
  }, [order])
  return (
    <div className="conversation">
      <div ref={scrollRef} className="conversation-scroll">
        <div ref={contentRef} className="column">
          {order.length === 0 ? <Start /> : order.map((id) => <MessageView key={id} id={id} />)}
        </div>
      </div>
      {!isAtBottom && order.length > 0 && (
        <button
          type="button"
          className="to-end"
          data-testid="to-end"
          onClick={() => void scrollToBottom('instant')}
        >
          to the end
        </button>
      )}
    </div>
  )
}

function Start() {
  const { models, refresh } = useModels()
  const needsKey = models.kind === 'failed' && models.failure?.needsProxyKey === true
  useEffect(() => {
    if (needsKey) {
      askForProxyKey(true)
    }
  }, [needsKey])
  return <EmptyState models={models} onRetry={refresh} />
}

function MessageView({ id }: { readonly id: string }) {
  const message = useChat((chat) => chat.messages[id])
  if (message === undefined) {
    return null
  }
  if (message.role === 'user') {
    return <QuestionView question={message} />
  }
  return (
    <ErrorBoundary
      fallback={<p className="doubt">This response can’t be drawn. An export has it.</p>}
    >
      <ReplyView reply={message} />
    </ErrorBoundary>
  )
}
