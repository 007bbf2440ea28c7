import { ResponseJson } from './response-json.js';
import { FrameSchedule } from './schedule.js';

const DONE = 'data: [DONE]\n\n';

/** Streamed chat completion: role, frames, finish reason, usage if requested, `[DONE]`. */
export class StreamedResponse {
  #response;
  #timeline;
  #chat;
  #json;
  #schedule;
  #content;
  #reasoning;
  #next = 0;

  /** @param {import('./chat-request.js').ChatRequest} chat */
  constructor(chat, response) {
    this.#response = response;
    this.#timeline = response.locals.timeline;
    this.#chat = chat;
    this.#json = new ResponseJson(chat);
    this.#schedule = new FrameSchedule(chat.options);
    this.#content = this.#prebuild(this.#json.contentChunk());
    if (chat.options.reasoningFrames > 0) {
      this.#reasoning = this.#prebuild(this.#json.reasoningChunk());
    }
  }

  start() {
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    });
    this.#write(this.#event(this.#json.roleChunk(), -1, this.#schedule.startNanos));
  }

  hasNext() {
    return this.#next < this.#schedule.frames;
  }

  dueNanos() {
    return this.hasNext() ? this.#schedule.dueNanos(this.#next) : this.#schedule.endNanos;
  }

  writeNext() {
    const { spinUs, stamp, reasoningFrames } = this.#chat.options;
    const index = this.#next++;
    const frame = index < reasoningFrames ? this.#reasoning : this.#content;
    if (spinUs > 0) {
      spin(spinUs);
    }
    const isWritable = this.#write(
      stamp ? this.#event(frame, index, this.#schedule.dueNanos(index)) : frame,
    );
    this.#timeline.onContentSent();
    return isWritable;
  }

  /** Counts before the last bytes are sent, so that a client that has read them is counted. */
  finish() {
    const { frames, endNanos } = this.#schedule;
    this.#write(this.#event(this.#json.finishChunk(), frames, endNanos));
    if (this.#chat.includeUsage) {
      this.#write(this.#event(this.#json.usageChunk(), frames + 1, endNanos));
    }
    this.#timeline.bytesOut += DONE.length;
    this.#timeline.end(200);
    this.#response.end(DONE);
  }

  /** Ends with an error event and without the last chunk, so that no client takes it for complete. */
  abort(error) {
    const { socket } = this.#response.req;
    socket.cork(); // Else Node would send the event after the end.
    this.#write(`data: ${error.body}\n\n`);
    this.#timeline.end(error.status, error.reason);
    socket.destroySoon();
  }

  /** All frames without stamps share one buffer. */
  #prebuild(chunk) {
    return this.#chat.options.stamp ? chunk : Buffer.from(this.#event(chunk), 'latin1');
  }

  #event(chunk, seq, dueNanos) {
    return this.#chat.options.stamp
      ? `data: ${chunk},"seq":${seq},"due_ns":${dueNanos},"sent_ns":${process.hrtime.bigint()}}\n\n`
      : `data: ${chunk}}\n\n`;
  }

  /** @param {string | Buffer} data ASCII */
  #write(data) {
    this.#timeline.bytesOut += data.length;
    return this.#response.write(data, 'latin1');
  }
}

/** Burns CPU. */
function spin(micros) {
  const end = performance.now() + micros / 1000;
  while (performance.now() < end);
}
