import { expect, test } from 'vitest'
import {
  type Asked,
  failureOfConnection,
  failureOfEnd,
  failureOfEvent,
  failureOfResponse,
} from './failure'

const CHAT: Asked = { subject: 'chat', hasBaseUrl: false }

function responseText(
  status: number,
  code: string | null,
  message: string,
  { retryAfter = null as string | null, asked = CHAT } = {},
) {
  return failureOfResponse({ status, error: { message, code }, retryAfter }, asked).text
}

test('a base URL of the settings is named where nothing is there', () => {
  const text = responseText(502, 'upstream_connect', 'Connecting failed.', {
    asked: { ...CHAT, hasBaseUrl: true },
  })
  expect(text).toContain('at the base URL of the settings')
  expect(text).not.toContain('LLM_BASE_URL')
})

test('a server without a list of models is told apart from one without the model', () => {
  expect(responseText(404, null, 'No.')).toContain('Choose a model that it lists')
  const text = responseText(404, null, 'No.', { asked: { ...CHAT, subject: 'models' } })
  expect(text).toMatch(/^The model server lists no models .* Type the name of a model/)
})

test('an error without a message is a sentence all the same', () => {
  expect(failureOfEvent({ message: '', code: null }).text).toMatch(
    /^The response broke off: the error has no message\. What came/,
  )
  expect(responseText(400, null, ' ')).toBe(
    'The request was refused with status 400. Check the settings.',
  )
  expect(responseText(504, 'timed_out', '')).toMatch(
    /^The request failed with an error that has no/,
  )
})

test('a response of another type is named', () => {
  expect(failureOfEnd({ kind: 'empty' }, 'application/x-ndjson').text).toContain(
    'has the type application/x-ndjson',
  )
})

test('without an upstream it says to start one', () => {
  const text = responseText(502, 'upstream_connect', 'Connecting to the model server failed.')
  expect(text).toMatch(/^The proxy can’t reach the model server\. Start the server/)
})

test('the proxy’s own 401 asks for its key', () => {
  const failure = failureOfResponse(
    {
      status: 401,
      error: { message: 'A valid API key is required.', code: 'unauthorized' },
      retryAfter: null,
    },
    CHAT,
  )
  expect(failure.needsProxyKey).toBe(true)
  expect(failure.text).toContain('PROXY_API_KEY')
})

test('a 401 of the model server is about its own key', () => {
  const failure = failureOfResponse(
    {
      status: 401,
      error: { message: 'Incorrect API key provided', code: 'invalid_api_key' },
      retryAfter: null,
    },
    CHAT,
  )
  expect(failure.needsProxyKey).toBe(false)
  expect(failure.text).toBe(
    'The model server refused the API key. It says: Incorrect API key provided. Check the key in the settings, or LLM_API_KEY of the proxy.',
  )
})

test.each([
  'Callers may not choose the upstream of this proxy.',
  'This upstream is not listed in ALLOWED_UPSTREAMS.',
])('“%s” is a plain sentence about the settings', (message) => {
  expect(responseText(403, 'forbidden', message)).toMatch(
    /does not allow this page to choose the model server\. Clear the base URL/,
  )
})

test('an address in a private network is named as such', () => {
  expect(responseText(403, 'forbidden', 'See ALLOW_PRIVATE_UPSTREAMS.')).toContain(
    'a server in a private network',
  )
})

test('429 says how long to wait', () => {
  expect(responseText(429, 'rate_limit', 'Slow down', { retryAfter: '7' })).toBe(
    'The model server limits how much it takes. It says: Slow down. Try again in 7\u00a0s.',
  )
})

test.each([
  [502, 'can’t be reached'],
  [503, 'not ready or overloaded'],
  [504, 'took too long'],
  [500, 'failed with status 500'],
])('a bare %d has a sentence', (status, part) => {
  const failure = failureOfResponse({ status, error: null, retryAfter: null }, CHAT)
  expect(failure.text).toContain(part)
  expect(failure.details).toBe(`HTTP ${status}`)
})

test('a timeout of the proxy keeps the sentence that names it', () => {
  const message = 'The model server did not respond within 120000 ms.'
  expect(responseText(504, 'timed_out', message)).toContain(message)
})

test('a code that is the name of a property of every object has no advice', () => {
  expect(responseText(400, 'constructor', 'No.')).toBe(
    'The request was refused: No. Check the settings.',
  )
})

test('an error in the stream says that what came is kept', () => {
  const { text } = failureOfEvent({ message: 'The upstream was reset', code: 'upstream_reset' })
  expect(text).toMatch(/^The response broke off: The upstream was reset\. What came is kept\./)
})

test.each([
  [{ kind: 'cut', isInEvent: true, finishReason: null } as const, 'in the middle of an event'],
  [{ kind: 'cut', isInEvent: false, finishReason: null } as const, 'without [DONE]'],
  [{ kind: 'cut', isInEvent: false, finishReason: 'stop' } as const, 'should be complete'],
  [{ kind: 'empty' } as const, 'has no events'],
])('a stream that ends as %o says so', (end, part) => {
  expect(failureOfEnd(end, 'text/event-stream').text).toContain(part)
})

test('a proxy that is gone is told apart from a connection that broke', () => {
  expect(failureOfConnection(false, false).text).toContain('The proxy does not respond')
  expect(failureOfConnection(true, true).text).toContain('The connection broke off')
})
