import { memo, useState } from 'react'
import { copyText } from '../../lib/clipboard'
import { Clocks } from './Clocks'
import { askForProxyKey, regenerate, useChat } from './chat-store'
import { downloadChat } from './download-chat'
import { MarkdownText } from './MarkdownText'
import type { Reply } from './messages'
import { RawEvents } from './RawEvents'
import { Reasoning } from './Reasoning'
import { Stats } from './Stats'
import './styles/reply.css'

/** A panel below a reply that can be opened. */
type Panel = 'clocks' | 'raw-events'

/** Buttons that open what lies below a response. */
const PANELS: readonly { panel: Panel; testId: string; label: string }[] = [
  { panel: 'clocks', testId: 'clocks-toggle', label: 'both clocks' },
  { panel: 'raw-events', testId: 'raw-events', label: 'raw events' },
]

/** One reply: reasoning, answer, what went wrong, what it cost. */
export const ReplyView = memo(function ReplyView({ reply }: { readonly reply: Reply }) {
  const [open, setOpen] = useState<ReadonlySet<Panel>>(new Set())
  const isStreaming = reply.phase.kind === 'streaming'
  return (
    <article
      className="reply"
      data-testid="message-assistant"
      data-state={reply.phase.kind}
      aria-label="Response"
      aria-busy={isStreaming}
    >
      {reply.reasoning !== '' && <Reasoning reply={reply} />}
      <div className="answer markdown" data-testid="answer">
        <MarkdownText text={reply.answer} isOpen={isStreaming} />
      </div>
      <Ending reply={reply} />
      <Stats reply={reply} />
      <Actions reply={reply} open={open} onToggle={(panel) => setOpen(toggled(open, panel))} />
      {open.has('clocks') && <Clocks reply={reply} />}
      {open.has('raw-events') && <RawEvents reply={reply} />}
    </article>
  )
})

function toggled(open: ReadonlySet<Panel>, panel: Panel): ReadonlySet<Panel> {
  return open.has(panel)
    ? new Set([...open].filter((other) => other !== panel))
    : new Set([...open, panel])
}

function Ending({ reply: { phase, notices } }: { readonly reply: Reply }) {
  return (
    <>
      {phase.kind === 'failed' && (
        <div className="failure" data-testid="error" role="alert">
          <p>{phase.failure.text}</p>
          {phase.failure.details !== null && (
            <details className="failure-details">
              <summary>details</summary>
              {phase.failure.details}
            </details>
          )}
          {phase.failure.needsProxyKey && (
            <button type="button" className="action" onClick={() => askForProxyKey(true)}>
              enter the key
            </button>
          )}
        </div>
      )}
      {phase.kind === 'stopped' && <p className="doubt">You stopped this response.</p>}
      {notices.map((notice) => (
        <p key={notice} className="doubt" data-testid="notice">
          {notice}
        </p>
      ))}
    </>
  )
}

interface ActionsProps {
  readonly reply: Reply
  readonly open: ReadonlySet<Panel>
  readonly onToggle: (panel: Panel) => void
}

function Actions({ reply, open, onToggle }: ActionsProps) {
  const isBusy = useChat((chat) => chat.activeId !== null)
  const removesLater = useChat((chat) => chat.order.at(-1) !== reply.id)
  const isStreaming = reply.phase.kind === 'streaming'
  return (
    <div className="actions">
      <CopyAction text={reply.answer} />
      <button
        type="button"
        className="action"
        data-testid="regenerate"
        disabled={isBusy}
        onClick={() => regenerate(reply.id)}
      >
        {removesLater ? 'regenerate and remove what follows' : 'regenerate'}
      </button>
      {PANELS.map(({ panel, testId, label }) => (
        <button
          key={panel}
          type="button"
          className="action"
          data-testid={testId}
          aria-expanded={open.has(panel)}
          onClick={() => onToggle(panel)}
        >
          {label}
        </button>
      ))}
      <button
        type="button"
        className="action"
        data-testid="export"
        disabled={isStreaming}
        onClick={downloadChat}
      >
        export
      </button>
    </div>
  )
}

function CopyAction({ text }: { readonly text: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  const label = { idle: 'copy', copied: 'copied', failed: 'can’t copy' }[state]
  return (
    <button
      type="button"
      className="action"
      data-testid="copy"
      disabled={text === ''}
      onBlur={() => setState('idle')}
      onClick={async () => setState((await copyText(text)) ? 'copied' : 'failed')}
    >
      {label}
    </button>
  )
}
