import { formatCount, formatSeconds } from '../../lib/format'
import { useChat } from './chat-store'
import type { Reply } from './messages'

/** Tells screen readers how the last reply stands. An error says so by itself. */
export function Announcer() {
  const text = useChat(({ order, messages }) => {
    const last = messages[order.at(-1) ?? '']
    return last?.role === 'assistant' ? announcementOf(last) : ''
  })
  return (
    <div className="visually-hidden" aria-live="polite" data-testid="announcement">
      {text}
    </div>
  )
}

function announcementOf({ phase, timing }: Reply): string {
  switch (phase.kind) {
    case 'streaming':
      return timing.ttftMs === null ? 'Waiting for the response' : 'The response is coming'
    case 'complete':
      return `Response complete: ${formatCount(timing.tokens.count)} tokens in ${formatSeconds(timing.e2eMs ?? timing.closeMs ?? 0)}`
    case 'stopped':
      return 'Response stopped'
    case 'failed':
      return ''
  }
}
