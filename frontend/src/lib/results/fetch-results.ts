import { proxyHeaders } from '../api'
import { parseObject, readError } from '../chunk'
import { listOf, numberOf, rawOf, textOf } from './fields'
import { type Opened, openText, problemOfSize } from './read-report'

/** A result that the proxy lists. */
export interface Listed {
  readonly id: string
  readonly kind: string
  readonly startedAt: string | null
  readonly model: string | null
  readonly targets: readonly string[]
  readonly levels: number | null
  readonly isPartial: boolean
  readonly isValid: boolean
  readonly bytes: number
  readonly hasComparison: boolean
  /** Sentence about why it can’t be read, or null. */
  readonly error: string | null
}

/** The results of the proxy, or why there are none. */
export type ResultList =
  | { readonly kind: 'listed'; readonly results: readonly Listed[]; readonly total: number }
  | { readonly kind: 'off' }
  | { readonly kind: 'failed'; readonly reason: string }

const MAX_LISTED = 500
const MAX_NAME = 128

export const RESULTS = '/api/results'

/** Asks the proxy for its results. */
export async function fetchList(proxyKey: string, signal: AbortSignal): Promise<ResultList> {
  const found = await get(RESULTS, proxyKey, signal)
  if (found.kind === 'failed') {
    return found.code === 'results_off' ? { kind: 'off' } : found
  }
  const raw = rawOf(parseObject(found.text))
  const results = listOf(raw.results).slice(0, MAX_LISTED).flatMap(readListed)
  return { kind: 'listed', results, total: numberOf(raw.total) ?? results.length }
}

function readListed(value: unknown): readonly Listed[] {
  const raw = rawOf(value)
  const id = textOf(raw.id, MAX_NAME)
  return id === null
    ? []
    : [
        {
          id,
          kind: textOf(raw.kind, MAX_NAME) ?? '',
          startedAt: textOf(raw.started_at, MAX_NAME),
          model: textOf(raw.model, MAX_NAME),
          targets: listOf(raw.targets)
            .slice(0, MAX_LISTED)
            .flatMap((target) => textOf(target, MAX_NAME) ?? []),
          levels: numberOf(raw.levels),
          isPartial: raw.partial === true,
          isValid: raw.valid !== false,
          bytes: numberOf(raw.bytes) ?? 0,
          hasComparison: raw.compare === true,
          error: textOf(raw.error),
        },
      ]
}

/** Gets a result of the proxy, with its comparison if it has one. */
export async function fetchResult(
  id: string,
  proxyKey: string,
  signal: AbortSignal,
): Promise<Opened> {
  const path = `${RESULTS}/${encodeURIComponent(id)}`
  const result = await get(path, proxyKey, signal)
  if (result.kind === 'failed') {
    return { kind: 'refused', reason: `${textOf(id, MAX_NAME)}: ${result.reason}` }
  }
  const problem = problemOfSize(id, result.text.length)
  if (problem !== null) {
    return { kind: 'refused', reason: problem }
  }
  const opened = openText(id, result.text)
  if (opened.kind === 'refused' || opened.report.command !== 'compare') {
    return opened
  }
  const comparison = await get(`${path}/compare`, proxyKey, signal)
  return comparison.kind === 'read' ? openText(id, result.text, comparison.text) : opened
}

type Got =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'failed'; readonly code: string | null; readonly reason: string }

async function get(path: string, proxyKey: string, signal: AbortSignal): Promise<Got> {
  try {
    const response = await fetch(path, {
      headers: proxyHeaders({ proxyKey }),
      cache: 'no-store',
      signal,
    })
    const text = await response.text()
    return response.ok ? { kind: 'read', text } : failureOf(response.status, text)
  } catch (error) {
    if (signal.aborted) {
      throw error
    }
    return {
      kind: 'failed',
      code: null,
      reason: 'The proxy does not respond. Start it again with ./bench serve, and try again.',
    }
  }
}

function failureOf(status: number, text: string): Got {
  const json = parseObject(text)
  const error = json === null ? null : readError(json)
  if (status === 401) {
    return {
      kind: 'failed',
      code: 'unauthorized',
      reason: 'The proxy asks for its key. Enter it in the settings, and try again.',
    }
  }
  return {
    kind: 'failed',
    code: error?.code ?? null,
    reason: error?.message ?? `The proxy responded with HTTP ${status}.`,
  }
}
