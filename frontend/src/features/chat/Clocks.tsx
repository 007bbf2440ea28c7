import type { ReactNode } from 'react'
import { timePerOutputToken, tokensPerSecond } from '../../lib/clocks'
import { formatCount, formatMillis, formatNumber } from '../../lib/format'
import { type RecordState, type Reply, recordOf } from './messages'
import './styles/clocks.css'

const MISSING: Readonly<Record<Extract<RecordState, { kind: 'missing' }>['reason'], string>> = {
  'not-sent': 'No request was sent, so the proxy has no record.',
  'no-id': 'The response named no request, so the proxy’s record can’t be found.',
  'not-kept':
    'The proxy has no record of this request. It keeps the last 1,000 requests for 60\u00a0s.',
  refused: 'The proxy refused its record: it asks for its key. Enter the key in the settings.',
  'no-response': 'The proxy did not return its record of this request.',
}

/** The figures of the browser and of the proxy side by side. */
export function Clocks({ reply }: { readonly reply: Reply }) {
  const { timing } = reply
  const record = recordOf(reply)
  return (
    <div className="clocks" data-testid="clocks">
      <table>
        <thead>
          <tr>
            <th scope="col">clock of</th>
            <th scope="col">browser</th>
            <th scope="col">proxy</th>
          </tr>
        </thead>
        <tbody>
          <Row name="TTFT, ms" browser={timing.ttftMs} proxy={record?.ttftMs} />
          <Row name="TTFO, ms" browser={timing.ttfoMs} proxy={null} />
          <Row
            name="TPOT, ms"
            browser={timePerOutputToken(timing, reply.contentTimes)}
            proxy={null}
          />
          <Row name="tokens per second" browser={tokensPerSecond(timing)} proxy={null} />
          <Row
            name={timing.tokens.isExact ? 'tokens' : 'tokens (browser: content events)'}
            browser={timing.tokens.count}
            proxy={record?.tokens}
            format={formatCount}
          />
          <Row name="E2E, ms" browser={timing.e2eMs} proxy={null} />
          <Row name="end of the response, ms" browser={timing.closeMs} proxy={record?.durationMs} />
          <Row name="response headers, ms" browser={timing.headersMs} proxy={null} />
          <Row name="first token on the screen, ms" browser={timing.paintedMs} proxy={null} />
        </tbody>
      </table>
      <p>{recordText(reply.record)}</p>
    </div>
  )
}

/** A sentence for each state of the proxy's record. */
function recordText(state: RecordState): string {
  if (state.kind === 'waiting') {
    return 'The proxy’s record comes after the end of the response.'
  }
  if (state.kind === 'missing') {
    return MISSING[state.reason]
  }
  const { id, ending, roundTripMs } = state.record
  const trip =
    roundTripMs === null ? '' : ` A round trip to the proxy takes ${formatMillis(roundTripMs)}.`
  return `Request ${id}: ${ending ?? 'not ended'}.${trip}`
}

interface RowProps {
  readonly name: string
  readonly browser: number | null
  readonly proxy: number | null | undefined
  readonly format?: (value: number) => string
}

function Row({ name, browser, proxy, format = formatNumber }: RowProps): ReactNode {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{browser === null ? '–' : format(browser)}</td>
      <td>{proxy === null || proxy === undefined ? '–' : format(proxy)}</td>
    </tr>
  )
}
