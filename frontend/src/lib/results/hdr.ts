/** One bucket of a histogram: its highest value, and how many values lie in it. */
export interface Bucket {
  readonly value: number
  readonly count: number
}

/** Cookie of the compressed encoding V2; its low digit may name the word size. */
const COMPRESSED = 0x1c849304
const PLAIN = 0x1c849303
const COOKIE_MASK = ~0xf0
const HEADER_BYTES = 40

/** Limit of the inflated counts. A year of nanoseconds with three digits has 90 kB. */
const MAX_BYTES = 2 * 1024 * 1024

/**
 * Reads an HdrHistogram, encoding V2, compressed, in Base64.
 *
 * @return its buckets that hold values, the smallest first
 * @throws Error where the text is no such histogram
 */
export async function decodeHistogram(base64: string): Promise<readonly Bucket[]> {
  const packed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const outer = new DataView(packed.buffer)
  if ((outer.getInt32(0) & COOKIE_MASK) !== (COMPRESSED & COOKIE_MASK)) {
    throw new Error('no compressed HdrHistogram')
  }
  const bytes = await inflate(packed.subarray(8, 8 + outer.getInt32(4)))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if ((view.getInt32(0) & COOKIE_MASK) !== (PLAIN & COOKIE_MASK)) {
    throw new Error('no HdrHistogram of encoding V2')
  }
  const end = HEADER_BYTES + view.getInt32(4)
  return bucketsOf(
    countsIn(bytes.subarray(HEADER_BYTES, end)),
    view.getInt32(12),
    Number(view.getBigInt64(16)),
  )
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const body = new Response(bytes).body
  if (body === null) {
    throw new Error('empty HdrHistogram')
  }
  const reader = body.pipeThrough(new DecompressionStream('deflate')).getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.byteLength
    if (length > MAX_BYTES) {
      await reader.cancel()
      throw new Error('too large an HdrHistogram')
    }
    chunks.push(read.value)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}

/** Pairs of an index and a count; a negative number in the bytes skips so many indices. */
function* countsIn(bytes: Uint8Array): Generator<readonly [number, number]> {
  let index = 0
  let at = 0
  while (at < bytes.length) {
    let value = 0n
    let shift = 0n
    let byte: number
    do {
      byte = bytes[at++] ?? 0
      // The ninth byte has eight bits of its own.
      value |= BigInt(shift === 56n ? byte : byte & 0x7f) << shift
      shift += 7n
    } while ((byte & 0x80) !== 0 && shift <= 56n)
    const count = Number((value >> 1n) ^ -(value & 1n))
    if (count < 0) {
      index -= count
    } else {
      yield [index, count]
      index++
    }
  }
}

function bucketsOf(
  counts: Iterable<readonly [number, number]>,
  digits: number,
  lowest: number,
): readonly Bucket[] {
  const halfMagnitude = Math.ceil(Math.log2(2 * 10 ** digits)) - 1
  const halfCount = 2 ** halfMagnitude
  const unitMagnitude = Math.floor(Math.log2(Math.max(1, lowest)))
  const buckets: Bucket[] = []
  for (const [index, count] of counts) {
    if (count > 0) {
      const bucket = Math.max(0, Math.floor(index / halfCount) - 1)
      const subBucket = index < halfCount ? index : (index % halfCount) + halfCount
      const width = 2 ** (bucket + unitMagnitude)
      buckets.push({ value: subBucket * width + width - 1, count })
    }
  }
  return buckets
}

/** Value below which so large a share of all values lies, or null where there are none. */
export function quantile(buckets: readonly Bucket[], share: number): number | null {
  const total = buckets.reduce((sum, { count }) => sum + count, 0)
  const rank = Math.max(1, Math.ceil(share * total))
  let seen = 0
  for (const { value, count } of buckets) {
    seen += count
    if (seen >= rank) {
      return value
    }
  }
  return null
}
