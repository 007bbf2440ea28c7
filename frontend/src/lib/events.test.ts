import { expect, test } from 'vitest'
import { type RawEvent, readEvents } from './events'

const BYTES = new TextEncoder().encode('data: {"a":"é😀"}\r\n\r\n: comment\n\ndata: [DONE]\n\n')

function streamOf(...reads: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const read of reads) {
        controller.enqueue(read)
      }
      controller.close()
    },
  })
}

async function read(...reads: Uint8Array[]): Promise<RawEvent[]> {
  const events: RawEvent[] = []
  let time = 0
  await readEvents(
    streamOf(...reads),
    (event) => events.push(event),
    () => {
      time += 10
      return time
    },
  )
  return events
}

test('a stream cut at any byte gives the same events', async () => {
  for (let cut = 1; cut < BYTES.length; cut++) {
    const events = await read(BYTES.slice(0, cut), BYTES.slice(cut))
    expect(events.map(({ data }) => data)).toEqual(['{"a":"é😀"}', '[DONE]'])
  }
})

test('all events of one read carry its time', async () => {
  expect((await read(BYTES)).map(({ at }) => at)).toEqual([10, 10])
})

test('an event carries the time of the read that completed it', async () => {
  const events = await read(BYTES.slice(0, 5), BYTES.slice(5))
  expect(events.map(({ at }) => at)).toEqual([20, 20])
})

test('the last event counts without its blank line', async () => {
  const events = await read(new TextEncoder().encode('data: 1\n\ndata: 2'))
  expect(events.map(({ data }) => data)).toEqual(['1', '2'])
})

test('what came before the connection broke is passed on', async () => {
  const events: RawEvent[] = []
  let reads = 0
  const broken = new ReadableStream<Uint8Array>({
    pull(controller) {
      reads++
      if (reads === 1) {
        controller.enqueue(new TextEncoder().encode('data: 1\n\nda'))
      } else {
        controller.error(new TypeError('network error'))
      }
    },
  })
  await expect(readEvents(broken, (event) => events.push(event))).rejects.toThrow('network error')
  expect(events.map(({ data }) => data)).toEqual(['1'])
})
