import { create } from 'zustand'
import { fetchResult } from '../../lib/results/fetch-results'
import { listOf, rawOf, textOf } from '../../lib/results/fields'
import { type Opened, openJson, openText, problemOfSize } from '../../lib/results/read-report'
import type { Report } from '../../lib/results/report'
import { useSettings } from '../../lib/settings'
import { changeView, useView } from './view-store'

/** A result that is open. */
export interface OpenReport {
  /** Its id at the proxy, or null of a file. */
  readonly id: string | null
  readonly report: Report
}

interface ResultsStore {
  readonly open: readonly OpenReport[]
  /** Sentences about files that could not be opened. */
  readonly refusals: readonly string[]
  readonly loading: number
}

/** Results side by side beyond which the charts can’t be read. */
export const MAX_OPEN = 12

export const useResults = create<ResultsStore>()(() => ({ open: [], refusals: [], loading: 0 }))

/** Opens files. Each that can’t be opened leaves a sentence. */
export async function openFiles(files: readonly File[]): Promise<void> {
  useResults.setState({ refusals: [] })
  for (const file of files) {
    await during(null, async () => add(null, await openFile(file)))
  }
}

async function openFile(file: File): Promise<Opened> {
  const problem = problemOfSize(file.name, file.size)
  if (problem !== null) {
    return { kind: 'refused', reason: problem }
  }
  try {
    return openText(file.name, await file.text())
  } catch {
    return {
      kind: 'refused',
      reason: `${file.name} can’t be read. Is it a folder, or was it moved?`,
    }
  }
}

/** Opens the results of the proxy that the view names, and closes those that it no longer does. */
export async function openListed(ids: readonly string[], signal: AbortSignal): Promise<void> {
  useResults.setState(({ open }) => ({
    open: inOrder(
      open.filter(({ id }) => id === null || ids.includes(id)),
      ids,
    ),
  }))
  const known = new Set(useResults.getState().open.map(({ id }) => id))
  const missing = ids.filter((id) => !known.has(id)).slice(0, MAX_OPEN)
  await Promise.all(
    missing.map((id) =>
      during(signal, async () => {
        const opened = await fetchResult(id, useSettings.getState().proxyKey, signal)
        if (!signal.aborted) {
          add(id, opened)
          useResults.setState(({ open }) => ({ open: inOrder(open, ids) }))
        }
      }),
    ),
  )
}

/** Results in the order of the address, whichever came first; files are after them. */
function inOrder(open: readonly OpenReport[], ids: readonly string[]): readonly OpenReport[] {
  const placeOf = ({ id }: OpenReport) => (id === null ? ids.length : ids.indexOf(id))
  return [...open].sort((a, b) => placeOf(a) - placeOf(b))
}

async function during(signal: AbortSignal | null, action: () => Promise<void>): Promise<void> {
  useResults.setState(({ loading }) => ({ loading: loading + 1 }))
  try {
    await action()
  } catch (error) {
    // Nothing waits for the result on a page that was left.
    if (signal?.aborted !== true) {
      add(null, { kind: 'refused', reason: `A result can’t be opened: ${String(error)}.` })
    }
  } finally {
    useResults.setState(({ loading }) => ({ loading: loading - 1 }))
  }
}

function add(id: string | null, opened: Opened): void {
  useResults.setState(({ open, refusals }) => {
    if (opened.kind === 'refused') {
      return { refusals: [...new Set([...refusals, opened.reason])] }
    }
    if (id !== null && open.some((one) => one.id === id)) {
      return {}
    }
    if (open.length >= MAX_OPEN) {
      const reason = `${opened.report.name} is not opened: ${MAX_OPEN} results are open already. Close one first.`
      return { refusals: [...new Set([...refusals, reason])] }
    }
    return { open: joined(open, id, opened.report) }
  })
}

/** Adds a report. A comparison whose result is open, or the other way round, becomes one with it. */
function joined(
  open: readonly OpenReport[],
  id: string | null,
  report: Report,
): readonly OpenReport[] {
  const partner = open.findIndex(
    (one) =>
      one.report.command === 'compare' &&
      report.command === 'compare' &&
      one.report.startedAt !== null &&
      one.report.startedAt === report.startedAt &&
      (one.report.comparison === null) !== (report.comparison === null),
  )
  const other = open[partner]
  if (other !== undefined) {
    const [result, comparison] =
      report.comparison === null ? [report, other.report] : [other.report, report]
    const whole = { ...result, comparison: comparison.comparison }
    return open.with(partner, { id: other.id ?? id, report: whole })
  }
  return [...open, { id, report: { ...report, name: uniqueName(open, report.name) } }]
}

function uniqueName(open: readonly OpenReport[], name: string): string {
  const taken = new Set(open.map(({ report }) => report.name))
  let unique = name
  for (let copy = 2; taken.has(unique); copy++) {
    unique = `${name} (${copy})`
  }
  return unique
}

/** Closes a result. */
export function closeReport(index: number): void {
  const closed = useResults.getState().open[index]
  useResults.setState(({ open }) => ({ open: open.filter((_, place) => place !== index) }))
  if (closed?.id != null) {
    changeView({ open: useView.getState().open.filter((id) => id !== closed.id) })
  }
}

/** Opens the results that a page carries in itself: `{"results":[{name,result,compare?}]}`. */
export function openEmbedded(text: string): void {
  const opened = readEmbedded(text)
  for (const one of opened) {
    add(null, one)
  }
}

function readEmbedded(text: string): readonly Opened[] {
  try {
    return listOf(rawOf(JSON.parse(text)).results)
      .map(rawOf)
      .map(({ name, result, compare }) => openJson(textOf(name) ?? 'result', result, compare))
  } catch {
    return [
      {
        kind: 'refused',
        reason:
          'The data in this page can’t be read: it was cut off or changed. Make it again with ./bench report DIR --out=FILE.',
      },
    ]
  }
}
