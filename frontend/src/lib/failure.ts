import type { ApiError } from './chunk'
import { withUnit } from './format'
import type { StreamEnd } from './recording'

/** Failure, for people: what happened and what to do. */
export interface Failure {
  /** Sentences. They hold what the server said, and no key. */
  readonly text: string
  /** Status and code of the response, or null where there was none. */
  readonly details: string | null
  /** True if the proxy asks for its own key. */
  readonly needsProxyKey: boolean
}

/** Response that is an error, as far as it could be read. */
export interface ErrorResponse {
  readonly status: number
  readonly error: ApiError | null
  readonly retryAfter: string | null
}

/** Media type of a stream of server-sent events. */
export const EVENT_STREAM = 'text/event-stream'

/** Purpose of a request, and whether the settings choose its model server. */
export interface Asked {
  readonly subject: 'chat' | 'models'
  readonly hasBaseUrl: boolean
}

const TRY_AGAIN = 'Regenerate to try again.'
const NO_MESSAGE = 'The request failed with an error that has no message.'
const WHAT_CAME_STAYS = 'What came is kept.'

/** Advice on the errors that the proxy itself reports, by their code. */
const ADVICE: ReadonlyMap<string | null, string> = new Map([
  [
    'upstream_tls_untrusted',
    'Restart the proxy with LLM_CA_FILE set to the certificate of your authority.',
  ],
  ['upstream_tls_expired', 'Renew the certificate of the model server.'],
  ['upstream_tls_wrong_name', 'Use the host name that its certificate is for.'],
  ['upstream_tls', 'Check whether the base URL should begin with http.'],
  ['upstream_reset', `The log of the model server may say why. ${TRY_AGAIN}`],
  [
    'timed_out',
    'The model may still be loading, or the server is overloaded. Try again, or restart the proxy with longer timeouts.',
  ],
  ['overloaded', 'Wait a moment and try again.'],
  ['breaker_open', 'Check the model server; the proxy calls it again after a pause.'],
  ['shut_down', 'Start the proxy again.'],
  [
    'misdirected',
    'Open the page by the name that the proxy listens on, or add this one to ALLOWED_HOSTS.',
  ],
  ['too_large', 'Start a new chat, or restart the proxy with a larger MAX_BODY_BYTES.'],
  ['internal', 'The log of the proxy has the cause.'],
])

const NO_UPSTREAM =
  'The proxy can’t reach the model server. Start the server, or restart the proxy with LLM_BASE_URL set to its address. The synthetic model works without one.'

const NO_CHOSEN_UPSTREAM =
  'The proxy can’t reach the model server at the base URL of the settings. Start that server, or change the base URL. The synthetic model works without one.'

/** Failure of a request whose response is an error. */
export function failureOfResponse(response: ErrorResponse, asked: Asked): Failure {
  const { status, error } = response
  if (error === null) {
    return failure(textOfStatus(response, asked), `HTTP ${status}`)
  }
  const details = `HTTP ${status}${error.code === null ? '' : ` · ${error.code}`}`
  if (status === 401 && error.code === 'unauthorized') {
    return failure(
      'The proxy asks for its key, and got none or a wrong one. Enter the value of PROXY_API_KEY.',
      details,
      true,
    )
  }
  if (status === 403 && error.code === 'forbidden') {
    return failure(forbiddenText(error.message), details)
  }
  if (error.code === 'upstream_connect') {
    return failure(asked.hasBaseUrl ? NO_CHOSEN_UPSTREAM : NO_UPSTREAM, details)
  }
  const advice = ADVICE.get(error.code)
  return advice === undefined
    ? failure(textOfStatus(response, asked), details)
    : failure(`${sentence(error.message) || NO_MESSAGE} ${advice}`, details)
}

/** Failure that a stream reported by one of its events. */
export function failureOfEvent(error: ApiError): Failure {
  const advice = ADVICE.get(error.code) ?? TRY_AGAIN
  return failure(
    `The response broke off: ${sentence(error.message) || 'the error has no message.'} ${WHAT_CAME_STAYS} ${advice}`,
    error.code,
  )
}

/** Failure of a stream that ended in order but is not complete. */
export function failureOfEnd(
  end: Extract<StreamEnd, { kind: 'cut' | 'empty' }>,
  contentType: string | null,
): Failure {
  if (end.kind === 'empty') {
    if (contentType !== null && contentType !== EVENT_STREAM) {
      return failure(
        `The response has the type ${contentType.slice(0, 100)}, and this page reads ${EVENT_STREAM} and application/json. Check that the base URL leads to an OpenAI-compatible server.`,
        null,
      )
    }
    return failure(
      'The response has no events. Check that the base URL leads to an OpenAI-compatible server; most need /v1 at its end.',
      null,
    )
  }
  if (end.finishReason !== null) {
    return failure(
      `The stream ended without [DONE]. The model had reported its end (${end.finishReason}), so the text should be complete.`,
      null,
    )
  }
  const where = end.isInEvent ? 'in the middle of an event' : 'without [DONE]'
  return failure(
    `The stream ended ${where}, so the response is not complete. ${WHAT_CAME_STAYS} The model server may have stopped: look at its log, then regenerate.`,
    null,
  )
}

/** Failure of a connection: no response came, or it broke off. */
export function failureOfConnection(isProxyAlive: boolean, hasStarted: boolean): Failure {
  if (!isProxyAlive) {
    return failure(
      `The proxy does not respond.${hasStarted ? ` ${WHAT_CAME_STAYS}` : ''} Check the network and whether the proxy still runs (./bench serve), then try again.`,
      null,
    )
  }
  return failure(
    hasStarted
      ? `The connection broke off before the response was complete. ${WHAT_CAME_STAYS} ${TRY_AGAIN}`
      : 'The proxy closed the connection without a response. Its log may say why; then try again.',
    null,
  )
}

export function failureOfSetting(problem: string): Failure {
  return failure(`${problem} Change it in the settings.`, null)
}

function textOfStatus({ status, error, retryAfter }: ErrorResponse, asked: Asked): string {
  const message = error === null ? '' : sentence(error.message)
  const said = message === '' ? '' : ` It says: ${message}`
  if (status === 401) {
    return `The model server refused the API key.${said} Check the key in the settings, or LLM_API_KEY of the proxy.`
  }
  if (status === 403) {
    return `The model server refused the request.${said} Check what the API key may do.`
  }
  if (status === 404) {
    if (asked.subject === 'models') {
      return `The model server lists no models at this address.${said} Type the name of a model, and check the base URL; most servers need /v1 at its end.`
    }
    return `The model server does not know this model or address.${said} Choose a model that it lists, and check the base URL; most servers need /v1 at its end.`
  }
  if (status === 429) {
    return `The model server limits how much it takes.${said} Try again ${waitText(retryAfter)}.`
  }
  if (status >= 500) {
    return `${serverText(status)}${said} Try again ${waitText(retryAfter)}, and look at the log of the model server.`
  }
  return message === ''
    ? `The request was refused with status ${status}. Check the settings.`
    : `The request was refused: ${message} Check the settings.`
}

function serverText(status: number): string {
  switch (status) {
    case 502:
      return 'The model server can’t be reached, or its response was not valid.'
    case 503:
      return 'The model server is not ready or overloaded.'
    case 504:
      return 'The model server took too long.'
    default:
      return `The model server failed with status ${status}.`
  }
}

function forbiddenText(message: string): string {
  if (message.includes('ALLOW_PRIVATE_UPSTREAMS')) {
    return 'The proxy does not allow this page to choose a server in a private network. Clear the base URL in the settings, or restart the proxy with the server in ALLOWED_UPSTREAMS.'
  }
  if (message.includes('upstream')) {
    return 'The proxy does not allow this page to choose the model server. Clear the base URL and the key for the model server in the settings, or restart the proxy with the server in ALLOWED_UPSTREAMS.'
  }
  return `The request was refused: ${sentence(message)} Open the page at the address of the proxy itself.`
}

function waitText(retryAfter: string | null): string {
  const seconds = Number(retryAfter)
  return retryAfter !== null && Number.isInteger(seconds) && seconds > 0
    ? `in ${withUnit(seconds, 's')}`
    : 'in a moment'
}

/** The message as a sentence: with a full stop, and not endlessly long. Empty stays empty. */
function sentence(message: string): string {
  const text = message.trim().slice(0, 500)
  return text === '' || /[.!?…]$/.test(text) ? text : `${text}.`
}

function failure(text: string, details: string | null, needsProxyKey = false): Failure {
  return { text, details, needsProxyKey }
}
