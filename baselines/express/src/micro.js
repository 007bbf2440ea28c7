import { Pacer } from './pacer.js';
import { parseNumber } from './ranges.js';

const MAX_BYTES = 16_777_216;
const MAX_CHUNKS = 10_000;
const BYTES = { min: 0, max: MAX_BYTES };
const DELAY_MS = { min: 0, max: 60_000 };

/** Letters x that all bodies share, so that clients that do not read cost no memory. */
let letters = Buffer.alloc(64 * 1024, 'x');

/** Responds with a body of a given size. */
export function plain(request, response) {
  const bytes = parameter(request, 'bytes', BYTES, 1024);
  response
    .writeHead(200, { 'content-type': 'text/plain', 'content-length': bytes })
    .end(filler(bytes));
}

/** Responds with a body of a given size in a given number of chunks. */
export function chunked(request, response) {
  const bytes = parameter(request, 'bytes', BYTES, 1024);
  const maxChunks = Math.min(Math.max(bytes, 1), MAX_CHUNKS);
  const chunks = parameter(request, 'chunks', { min: 1, max: maxChunks }, Math.min(10, maxChunks));
  const delayMs = parameter(request, 'delay_ms', DELAY_MS, 0);
  // An empty body has no chunks, because an empty chunk would end the body.
  const body = new Chunks(response, bytes, bytes === 0 ? 0 : chunks, delayMs);
  const pacer = new Pacer(response, body);
  response.once('close', () => pacer.stop());
  pacer.start();
}

/** Body in chunks of even size, a delay apart. */
class Chunks {
  #response;
  #bytes;
  #count;
  #delayNanos;
  #next = 0;
  #dueNanos = 0n;

  constructor(response, bytes, count, delayMs) {
    this.#response = response;
    this.#bytes = bytes;
    this.#count = count;
    this.#delayNanos = BigInt(delayMs) * 1_000_000n;
  }

  start() {
    this.#response.writeHead(200, { 'content-type': 'application/octet-stream' });
  }

  hasNext() {
    return this.#next < this.#count;
  }

  dueNanos() {
    return this.hasNext() ? this.#dueNanos : 0n;
  }

  writeNext() {
    const start = this.#offset(this.#next++);
    const end = this.#offset(this.#next);
    this.#dueNanos = process.hrtime.bigint() + this.#delayNanos;
    return this.#response.write(filler(end - start));
  }

  finish() {
    this.#response.end();
  }

  #offset(chunk) {
    return Math.floor((chunk * this.#bytes) / this.#count);
  }
}

function parameter(request, name, range, defaultValue) {
  const text = request.query[name];
  return text === undefined ? defaultValue : parseNumber(name, String(text), range);
}

function filler(bytes) {
  if (bytes > letters.length) {
    letters = Buffer.alloc(MAX_BYTES, 'x');
  }
  return letters.subarray(0, bytes);
}
