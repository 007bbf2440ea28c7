import { useId, useState } from 'react'
import { formatSeconds } from '../../lib/format'
import { useSettings } from '../../lib/settings'
import { MarkdownText } from './MarkdownText'
import type { Reply } from './messages'
import { useNow } from './use-now'
import './styles/reasoning.css'

/** Reasoning of a reply: open while it streams, unless the settings or the reader say otherwise. */
export function Reasoning({ reply }: { readonly reply: Reply }) {
  const textId = useId()
  const showReasoning = useSettings((settings) => settings.showReasoning)
  const [choice, setChoice] = useState<boolean | null>(null)
  const isThinking = reply.phase.kind === 'streaming' && reply.timing.ttfoMs === null
  const isOnlyReasoning = reply.answer === ''
  const isOpen =
    choice ??
    (showReasoning === 'always' ||
      (showReasoning === 'streaming' && (isThinking || isOnlyReasoning)))
  const seconds = formatSeconds(useThinkingMillis(reply, isThinking))
  return (
    <div className="reasoning">
      <button
        type="button"
        className="reasoning-toggle"
        data-testid="reasoning-toggle"
        aria-expanded={isOpen}
        aria-controls={textId}
        onClick={() => setChoice(!isOpen)}
      >
        <span className="chevron" aria-hidden="true" />
        {isThinking ? `Thinking ${seconds}` : `Thought for ${seconds}`}
      </button>
      <div id={textId} className="reasoning-text" data-testid="reasoning" hidden={!isOpen}>
        {isOpen && <MarkdownText text={reply.reasoning} isOpen={isThinking} />}
      </div>
    </div>
  )
}

/** From the first reasoning to the first answer, or to the end of the reply. */
function useThinkingMillis({ timing, sentAt }: Reply, isThinking: boolean): number {
  const now = useNow(isThinking)
  const start = timing.firstReasoningMs ?? 0
  const last = timing.e2eMs ?? start
  const end = timing.ttfoMs ?? (isThinking ? Math.max(last, now - sentAt) : last)
  return end - start
}
