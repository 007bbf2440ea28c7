import { createParser } from 'eventsource-parser'

/** One event of a stream as it came. */
export interface RawEvent {
  /** Time at which its last bytes were read, in ms of `performance.now()`. */
  readonly at: number
  readonly data: string
}

/**
 * Reads a stream of server-sent events to its end. All events of one read carry the same time.
 *
 * @throws what the stream throws when its connection breaks or the request is aborted
 */
export async function readEvents(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: RawEvent) => void,
  now: () => number = () => performance.now(),
): Promise<void> {
  let at = 0
  const parser = createParser({ onEvent: (event) => onEvent({ at, data: event.data }) })
  const decoder = new TextDecoder()
  const reader = body.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    at = now()
    parser.feed(decoder.decode(read.value, { stream: true }))
  }
  // The last event counts even if the blank line after it is missing.
  parser.feed('\n\n')
}
