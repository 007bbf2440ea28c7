import { create } from 'zustand'
import { addGap, addSnapshot, EMPTY, type History } from '../../lib/live/history'
import { readSnapshot } from '../../lib/live/meter'
import { scrape } from '../../lib/live/scrape'
import { useSettings } from '../../lib/settings'

/** State of the connection to the proxy. */
export type Connection =
  | { readonly kind: 'starting' }
  | { readonly kind: 'connected' }
  | { readonly kind: 'refused'; readonly reason: string }
  /** The time since when is that of the wall clock, in ms. */
  | { readonly kind: 'gone'; readonly since: number }

interface LiveStore {
  readonly history: History
  readonly connection: Connection
  /** The history as it was when the page was paused, or null. */
  readonly paused: History | null
}

const PERIOD_MS = 1000

export const useLive = create<LiveStore>()(() => ({
  history: EMPTY,
  connection: { kind: 'starting' },
  paused: null,
}))

/** Keeps the drawing as it is, or lets it follow again. Readings go on meanwhile. */
export function togglePause(): void {
  useLive.setState(({ paused, history }) => ({ paused: paused === null ? history : null }))
}

/** Reads the metrics once a second until the returned function is called. */
export function follow(): () => void {
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const next = async () => {
    const began = performance.now()
    await readOnce(controller.signal)
    if (!controller.signal.aborted) {
      timer = setTimeout(() => void next(), Math.max(0, PERIOD_MS - (performance.now() - began)))
    }
  }
  void next()
  return () => {
    controller.abort()
    clearTimeout(timer)
  }
}

/** Takes one reading. */
export async function readOnce(signal: AbortSignal): Promise<void> {
  const found = await scrape(useSettings.getState().proxyKey, signal)
  const at = performance.now()
  if (signal.aborted) {
    return
  }
  useLive.setState(({ history, connection }) => {
    switch (found.kind) {
      case 'read':
        return {
          history: addSnapshot(history, readSnapshot(found.text, at)),
          connection: { kind: 'connected' },
        }
      case 'refused':
        return {
          history: addGap(history, at),
          connection: { kind: 'refused', reason: found.reason },
        }
      case 'gone':
        return {
          history: addGap(history, at),
          connection: connection.kind === 'gone' ? connection : { kind: 'gone', since: Date.now() },
        }
    }
  })
}
