import { useQuery } from '@tanstack/react-query'
import { useShallow } from 'zustand/react/shallow'
import { fetchModels, RequestFailed } from '../../lib/api'
import type { Failure } from '../../lib/failure'
import { problemOf, problemOfBaseUrl, SYNTHETIC, useSettings } from '../../lib/settings'

/** Models that the server lists. */
export type Models =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure | null }
  | { readonly kind: 'listed'; readonly names: readonly string[] }

export interface ModelList {
  readonly models: Models
  readonly refresh: () => void
}

export function useModels(): ModelList {
  const access = useSettings(
    useShallow(({ baseUrl, upstreamKey, upstreamKeyOrigin, proxyKey }) => ({
      baseUrl,
      upstreamKey,
      upstreamKeyOrigin,
      proxyKey,
    })),
  )
  const isSendable = useSettings(
    (settings) => problemOf(settings) === null && problemOfBaseUrl(settings.baseUrl) === null,
  )
  const query = useQuery({
    queryKey: ['models', access],
    queryFn: ({ signal }) => fetchModels(access, signal),
    enabled: isSendable,
    // The proxy is mostly on this computer, which needs no network for that.
    networkMode: 'always',
    retry: false,
    retryOnMount: false,
    staleTime: Number.POSITIVE_INFINITY,
    // A server may have been started meanwhile.
    refetchOnWindowFocus: ({ state }) => (state.status === 'error' ? 'always' : false),
    refetchOnReconnect: false,
  })
  return { models: modelsOf(query), refresh: () => void query.refetch() }
}

/** True if a model server responded. A proxy without one lists the synthetic model only, as does a relay to it. */
export function hasModelServer(models: Models): boolean {
  return (
    models.kind === 'listed' &&
    (models.names.length === 0 || models.names.some((name) => name !== SYNTHETIC))
  )
}

/** True if every response is generated: by the proxy, or by another one that it relays to. */
export function isSyntheticOnly(models: Models): boolean {
  return models.kind === 'listed' && models.names.length > 0 && !hasModelServer(models)
}

function modelsOf(query: { data?: readonly string[]; error: Error | null }): Models {
  if (query.error !== null) {
    const failure = query.error instanceof RequestFailed ? query.error.failure : null
    return { kind: 'failed', failure }
  }
  return query.data === undefined ? { kind: 'loading' } : { kind: 'listed', names: query.data }
}
