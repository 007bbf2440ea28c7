/** Clock, timers and visibility of the browser; a test brings its own. */
export interface FrameHost {
  now(): number
  requestFrame(callback: () => void): number
  cancelFrame(handle: number): void
  setTimer(callback: () => void, millis: number): number
  clearTimer(handle: number): void
  isHidden(): boolean
  /** Calls back on each change of visibility until the returned function is called. */
  onVisibilityChange(callback: () => void): () => void
}

export const browserHost: FrameHost = {
  now: () => performance.now(),
  requestFrame: (callback) => requestAnimationFrame(callback),
  cancelFrame: (handle) => cancelAnimationFrame(handle),
  setTimer: (callback, millis) => window.setTimeout(callback, millis),
  clearTimer: (handle) => window.clearTimeout(handle),
  isHidden: () => document.hidden,
  onVisibilityChange: (callback) => {
    document.addEventListener('visibilitychange', callback)
    return () => document.removeEventListener('visibilitychange', callback)
  },
}

/** Longest time for which a change waits where the browser draws no frames. */
const MAX_WAIT_MS = 250

/** Pause after a commit, in multiples of what it cost: other work gets three quarters of the time. */
const PAUSE_FACTOR = 3

/** Commits changes at most once per animation frame, and less often where a commit is costly. */
export class FrameCommitter {
  readonly #commit: (isInFrame: boolean) => void
  readonly #host: FrameHost
  readonly #stopListening: () => void
  #frame: number | null = null
  #timer: number | null = null
  #notBefore = 0
  #isClosed = false

  /** @param commit gets whether it runs while the browser prepares a frame */
  constructor(commit: (isInFrame: boolean) => void, host: FrameHost = browserHost) {
    this.#commit = commit
    this.#host = host
    this.#stopListening = host.onVisibilityChange(() => this.#onVisibilityChange())
  }

  /** Says that something waits for the next commit. */
  request(): void {
    if (this.#isClosed || this.#isWaiting()) {
      return
    }
    this.#timer = this.#host.setTimer(() => this.#onTimer(), MAX_WAIT_MS)
    if (!this.#host.isHidden()) {
      this.#frame = this.#host.requestFrame(() => this.#onFrame())
    }
  }

  /** Commits now what waits, and nothing after that. */
  close(): void {
    this.#isClosed = true
    this.#stopListening()
    if (this.#isWaiting()) {
      this.#commitNow(false)
    }
  }

  #isWaiting(): boolean {
    return this.#timer !== null
  }

  #onFrame(): void {
    if (this.#host.now() >= this.#notBefore) {
      this.#commitNow(true)
    } else {
      this.#frame = this.#host.requestFrame(() => this.#onFrame())
    }
  }

  #onTimer(): void {
    const pause = this.#notBefore - this.#host.now()
    if (pause > 0) {
      this.#timer = this.#host.setTimer(() => this.#onTimer(), pause)
    } else {
      this.#commitNow(false)
    }
  }

  #onVisibilityChange(): void {
    if (this.#host.isHidden() && this.#isWaiting()) {
      this.#commitNow(false)
    }
  }

  #commitNow(isInFrame: boolean): void {
    if (this.#frame !== null) {
      this.#host.cancelFrame(this.#frame)
      this.#frame = null
    }
    if (this.#timer !== null) {
      this.#host.clearTimer(this.#timer)
      this.#timer = null
    }
    const start = this.#host.now()
    this.#commit(isInFrame)
    const end = this.#host.now()
    this.#notBefore = end + PAUSE_FACTOR * (end - start)
  }
}

/**
 * Calls back after the browser has painted the frame that shows what was just committed; never where
 * the page is hidden.
 */
export function afterPaint(isInFrame: boolean, callback: () => void): void {
  if (isInFrame) {
    afterThisTask(callback)
  } else if (!document.hidden) {
    requestAnimationFrame(() => afterThisTask(callback))
  }
}

/** The callbacks of a frame and its painting are one task. */
function afterThisTask(callback: () => void): void {
  const channel = new MessageChannel()
  channel.port1.onmessage = () => {
    channel.port1.close()
    callback()
  }
  channel.port2.postMessage(null)
}
