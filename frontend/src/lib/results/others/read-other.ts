import { isRaw, type Raw } from '../fields'
import type { Report } from '../report'
import { isAiperf, readAiperf } from './aiperf'
import { isGuidellm, readGuidellm } from './guidellm'
import { isVllmBench, readVllmBench } from './vllm-bench'

/** A file without a format name: a result of another tool, or unknown. */
export type Other =
  | { readonly kind: 'read'; readonly report: Report }
  | { readonly kind: 'refused'; readonly predicate: string }
  | { readonly kind: 'unknown' }

const READERS = [
  { is: isAiperf, tool: 'AIPerf', read: readAiperf },
  { is: isGuidellm, tool: 'guidellm', read: readGuidellm },
  { is: isVllmBench, tool: 'vLLM bench', read: readVllmBench },
] as const

/** Reads a result of another tool, as far as its numbers mean what ours mean. */
export function readOther(name: string, raw: Raw): Other {
  const reader = READERS.find(({ is }) => is(raw))
  if (reader === undefined) {
    return { kind: 'unknown' }
  }
  const report = reader.read(name, raw)
  return report.levels.length > 0
    ? { kind: 'read', report }
    : {
        kind: 'refused',
        predicate: `is a file of ${reader.tool}, but has no run that this page can read: none names its load.`,
      }
}

/** True if some fields of a file are objects. */
export function hasObjects(raw: Raw, ...names: readonly string[]): boolean {
  return names.every((name) => isRaw(raw[name]))
}
