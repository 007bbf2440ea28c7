import { disagreement, partsOf, timePerOutputToken, tokensPerSecond } from '../../lib/clocks'
import { formatCount, formatMillis, formatNumber, formatSeconds } from '../../lib/format'
import { ClockBar } from './ClockBar'
import { type Explainable, Explained } from './Explained'
import { Gaps } from './Gaps'
import { type Reply, recordOf } from './messages'
import { useNow } from './use-now'
import './styles/stats.css'

/** Figures of one response, by the clocks of the browser and of the proxy. */
export function Stats({ reply }: { readonly reply: Reply }) {
  const isStreaming = reply.phase.kind === 'streaming'
  if (!isStreaming && reply.timing.closeMs === null) {
    return null
  }
  return (
    <div className="stats" data-testid="stats">
      <Figures reply={reply} isStreaming={isStreaming} />
      {!isStreaming && reply.timing.ttftMs !== null && (
        <>
          <ClockBar parts={partsOf(reply.timing, recordOf(reply))} />
          <Disagreement reply={reply} />
          <Gaps contentTimes={reply.contentTimes} />
        </>
      )}
    </div>
  )
}

function Figures({ reply, isStreaming }: { readonly reply: Reply; readonly isStreaming: boolean }) {
  const { ttftMs, closeMs } = reply.timing
  const now = useNow(isStreaming)
  if (ttftMs !== null) {
    return <Explained className="figures" items={figuresOf(reply, ttftMs)} />
  }
  return (
    <p className="figures">
      {isStreaming ? (
        <span>
          Waiting for the first token: <b>{formatSeconds(now - reply.sentAt)}</b>
        </span>
      ) : (
        <span>
          No token came in <b>{formatMillis(closeMs ?? 0)}</b>
        </span>
      )}
    </p>
  )
}

/** Figures of a response with a first token; one that it does not have is left out. */
function figuresOf(reply: Reply, ttftMs: number): readonly Explainable[] {
  const { ttfoMs, e2eMs, tokens } = reply.timing
  const about = tokens.isExact ? '' : '≈ '
  // One event may carry several tokens, so a count of events is marked.
  const doubt = tokens.isExact ? '' : ' One token for each content event: no usage was reported.'
  const hasReasoning = ttfoMs !== ttftMs
  const tpot = timePerOutputToken(reply.timing, reply.contentTimes)
  const rate = tokensPerSecond(reply.timing)
  const figures: (readonly [string, string | null, string])[] = [
    ['TTFT', formatMillis(ttftMs), 'from sending the request to its first token.'],
    [
      'TTFO',
      hasReasoning && ttfoMs !== null ? formatMillis(ttfoMs) : null,
      'from sending the request to the first token that is no reasoning.',
    ],
    [
      'TPOT',
      tpot === null ? null : `${about}${formatMillis(tpot)}`,
      `time per output token after the first one.${doubt}`,
    ],
    [
      'tok/s',
      rate === null ? null : `${about}${formatNumber(rate)}`,
      `tokens divided by E2E, so it includes the wait for the first one.${doubt}`,
    ],
    [
      tokens.count === 1 ? 'token' : 'tokens',
      `${about}${formatCount(tokens.count)}`,
      tokens.isExact ? 'as the server counted them.' : doubt.trim(),
    ],
    [
      'E2E',
      e2eMs === null ? null : formatSeconds(e2eMs),
      'from sending the request to its last token.',
    ],
  ]
  return figures.flatMap(([name, value, meaning]) =>
    value === null ? [] : [{ name, meaning, content: <Figure name={name} value={value} /> }],
  )
}

/** An abbreviation stands before its value, and a unit after it. */
function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return name === name.toUpperCase() ? (
    <>
      {name} <b>{value}</b>
    </>
  ) : (
    <>
      <b>{value}</b> {name}
    </>
  )
}

function Disagreement({ reply }: { readonly reply: Reply }) {
  const found = disagreement(reply.timing, recordOf(reply))
  if (found === null) {
    return null
  }
  const difference = formatMillis(found.millis)
  return (
    <p className="doubt" data-testid="clocks-disagree">
      {found.kind === 'browser-later'
        ? `The browser read the first token ${difference} after the proxy had sent it, and a round trip takes ${formatMillis(found.roundTripMs ?? 0)}. A server between them may hold events back, or this page was busy.`
        : `The proxy measured a TTFT that is ${difference} longer than the browser’s. Its clock or its record is wrong.`}
    </p>
  )
}
