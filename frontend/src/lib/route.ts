/** Pages of the app, in the order of their links. */
export const PAGES = ['chat', 'live', 'results'] as const
export type Page = (typeof PAGES)[number]

/** Page of a hash such as `#results?metric=ttft_p95`; the chat for any other. */
export function pageOf(hash: string): Page {
  const name = hash.replace(/^#\/?/, '').split('?', 1)[0]
  return PAGES.find((page) => page === name) ?? 'chat'
}
