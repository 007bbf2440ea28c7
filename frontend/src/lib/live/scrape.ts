import { proxyHeaders } from '../api'

/** The proxy’s metrics as text, or why there are none. */
export type Scrape =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'gone' }

const TIMEOUT_MS = 3000

/** Asks the proxy for its metrics. */
export async function scrape(proxyKey: string, signal: AbortSignal): Promise<Scrape> {
  try {
    const response = await fetch('/metrics', {
      headers: { Accept: 'text/plain', ...proxyHeaders({ proxyKey }) },
      cache: 'no-store',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    if (response.ok) {
      return { kind: 'read', text: await response.text() }
    }
    return {
      kind: 'refused',
      reason:
        response.status === 401
          ? 'The proxy asks for its key before it shows its metrics. Enter it in the settings.'
          : `The proxy responds to /metrics with HTTP ${response.status}. This page needs its metrics.`,
    }
  } catch {
    return { kind: 'gone' }
  }
}
