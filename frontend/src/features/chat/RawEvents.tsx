import { useState } from 'react'
import { copyText } from '../../lib/clipboard'
import { formatCount } from '../../lib/format'
import type { Reply } from './messages'
import './styles/raw-events.css'

const PAGE = 500

/** The stream as it came, each event with its time since the request and since the event before. */
export function RawEvents({ reply }: { readonly reply: Reply }) {
  const [limit, setLimit] = useState(PAGE)
  const { events, eventCount, sentAt } = reply
  const shown = events.slice(0, Math.min(limit, eventCount))
  const hidden = eventCount - shown.length
  return (
    <div className="raw-events" data-testid="raw-events-panel">
      <p className="raw-events-header">
        {formatCount(eventCount)} {eventCount === 1 ? 'event' : 'events'}: ms since the request, ms
        since the event before, data
        <button type="button" className="action" onClick={() => void copyText(asText(reply))}>
          copy all
        </button>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, which needs the keyboard */}
      <ol tabIndex={0} aria-label="Events">
        {shown.map(({ at, data }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an event never moves
          <li key={index}>
            <span>{(at - sentAt).toFixed(1)}</span>
            <span>+{(at - (events[index - 1]?.at ?? sentAt)).toFixed(1)}</span>
            <code>{data}</code>
          </li>
        ))}
      </ol>
      {hidden > 0 && (
        <button type="button" className="action" onClick={() => setLimit(limit + PAGE)}>
          show {formatCount(Math.min(PAGE, hidden))} more of {formatCount(hidden)}
        </button>
      )}
    </div>
  )
}

function asText({ events, sentAt }: Reply): string {
  return events.map(({ at, data }) => `${(at - sentAt).toFixed(1)}\t${data}\n`).join('')
}
