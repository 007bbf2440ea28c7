/** Time that one response may write without a break, while others wait. */
const MAX_TURN_NANOS = 1_000_000n;

/** Longest wait of one timer: Node replaces a longer one by 1 ms, with a warning. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Parts of a response, in order.
 *
 * @typedef {object} Parts
 * @property {() => void} start writes what comes before the first part
 * @property {() => boolean} hasNext
 * @property {() => bigint} dueNanos when the next part is due or, after the last, the end
 * @property {() => boolean} writeNext writes a part, and returns false if the client has to read
 *     before the next one
 * @property {() => void} finish ends the response
 */

/** Writes the parts of a response, each when it is due, and no faster than the client reads. */
export class Pacer {
  #response;
  #parts;
  #timer;
  #isStopped = false;

  /** @param {Parts} parts */
  constructor(response, parts) {
    this.#response = response;
    this.#parts = parts;
  }

  start() {
    this.#takeTurn(() => {
      this.#parts.start();
      this.#writeDue();
    });
  }

  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #resume = () => {
    if (!this.#isStopped) {
      this.#takeTurn(() => this.#writeDue());
    }
  };

  /**
   * Sends what one turn writes with one system call. Without the cork, newer versions of Node merge
   * the writes of a turn into one chunk.
   */
  #takeTurn(write) {
    const { socket } = this.#response.req;
    socket.cork();
    write();
    socket.uncork();
  }

  /** Parts that are late are written at once. */
  #writeDue() {
    let now = process.hrtime.bigint();
    const turnEnd = now + MAX_TURN_NANOS;
    for (;;) {
      const wait = this.#parts.dueNanos() - now;
      if (wait > 0n) {
        // Node's timers count whole milliseconds, and may fire early: then one more is set.
        const waitMs = Math.min(Math.ceil(Number(wait) / 1e6), MAX_TIMER_MS);
        this.#timer = setTimeout(this.#resume, waitMs);
        return;
      }
      if (!this.#parts.hasNext()) {
        this.#parts.finish();
        return;
      }
      if (now > turnEnd) {
        this.#yield();
        return;
      }
      if (!this.#parts.writeNext()) {
        this.#response.once('drain', this.#yield);
        return;
      }
      now = process.hrtime.bigint();
    }
  }

  /** Lets the event loop do its I/O: `drain` comes without, if the client reads fast. */
  #yield = () => {
    setImmediate(this.#resume);
  };
}
