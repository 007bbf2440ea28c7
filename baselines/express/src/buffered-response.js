import { sendError } from './errors.js';
import { ResponseJson } from './response-json.js';
import { FrameSchedule } from './schedule.js';

const BLOCK_BYTES = 64 * 1024;

/**
 * Chat completion that is not streamed, sent when its stream would have ended. It may be gigabytes
 * long, so its text is one small block, written repeatedly as fast as the client reads.
 */
export class BufferedResponse {
  #response;
  #timeline;
  #options;
  #json;
  #schedule;
  #block;
  #blockFrames;
  #remainingReasoning;
  #remainingContent;

  /** @param {import('./chat-request.js').ChatRequest} chat */
  constructor(chat, response) {
    const { frames, reasoningFrames, bytesPerFrame } = chat.options;
    this.#response = response;
    this.#timeline = response.locals.timeline;
    this.#options = chat.options;
    this.#json = new ResponseJson(chat);
    this.#schedule = new FrameSchedule(chat.options);
    this.#remainingReasoning = reasoningFrames;
    this.#remainingContent = frames - reasoningFrames;
    this.#blockFrames = Math.ceil(Math.min(BLOCK_BYTES / bytesPerFrame, frames));
    this.#block = Buffer.from(this.#json.frameText().repeat(this.#blockFrames), 'latin1');
  }

  /** Writes nothing: the headers, too, are due at the end. */
  start() {}

  hasNext() {
    return this.#remainingReasoning + this.#remainingContent > 0;
  }

  dueNanos() {
    return this.#schedule.endNanos;
  }

  writeNext() {
    this.#writeHeaders();
    const isReasoning = this.#remainingReasoning > 0;
    const remaining = isReasoning ? this.#remainingReasoning : this.#remainingContent;
    const frames = Math.min(this.#blockFrames, remaining);
    let isWritable = this.#write(this.#block.subarray(0, frames * this.#options.bytesPerFrame));
    if (!isReasoning) {
      this.#remainingContent -= frames;
      return isWritable;
    }
    this.#remainingReasoning -= frames;
    if (this.#remainingReasoning === 0) {
      isWritable = this.#write(this.#json.contentSeparator());
    }
    return isWritable;
  }

  /** Counts before the last bytes are sent, so that a client that has read them is counted. */
  finish() {
    this.#writeHeaders();
    const suffix = this.#json.textSuffix();
    this.#timeline.bytesOut += suffix.length;
    this.#timeline.tokens = this.#schedule.frames;
    this.#timeline.end(200);
    this.#response.end(suffix);
  }

  abort(error) {
    if (this.#response.headersSent) {
      this.#timeline.end(error.status, error.reason);
      this.#response.req.socket.destroy();
    } else {
      sendError(this.#response, error);
    }
  }

  #writeHeaders() {
    if (this.#response.headersSent) {
      return;
    }
    const prefix = this.#json.textPrefix();
    const { frames, reasoningFrames, bytesPerFrame } = this.#options;
    this.#response.writeHead(200, {
      'content-type': 'application/json',
      'content-length':
        prefix.length +
        frames * bytesPerFrame +
        (reasoningFrames > 0 ? this.#json.contentSeparator().length : 0) +
        this.#json.textSuffix().length,
    });
    this.#write(prefix);
  }

  /** @param {string | Buffer} data ASCII */
  #write(data) {
    this.#timeline.bytesOut += data.length;
    return this.#response.write(data, 'latin1');
  }
}
