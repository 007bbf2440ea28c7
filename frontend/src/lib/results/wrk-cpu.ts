import type { Check } from './report'
import type { WrkLoad, WrkRun } from './wrk-run'

/** A tool that is busier is late in every burst; the bench judges itself by the same share. */
const MAX_BUSY_SHARE = 0.8

const REMEDY = 'Load the server from another machine, or lower the load.'

/** Check whether wrk had CPU to spare, by the most that it and the server used in a run. */
export function toolCpu(load: WrkLoad, measured: readonly WrkRun[]): Check {
  const { tool, threads, cores } = load
  const busy = most(measured.map(({ toolCores }) => toolCores))
  if (busy === null) {
    return {
      check: 'client_cpu',
      verdict: 'unseen',
      message: `The CPU time of ${tool} is unknown: if ${tool} was busy all the time, the numbers show its limit and not the server’s.`,
    }
  }
  const usable = Math.min(threads ?? Number.POSITIVE_INFINITY, cores ?? Number.POSITIVE_INFINITY)
  const used = Number.isFinite(usable)
    ? `${tool} was busy on up to ${busy.toFixed(2)} of the ${usable} cores that it can use`
    : `${tool} was busy on up to ${busy.toFixed(2)} cores`
  if (busy >= MAX_BUSY_SHARE * usable) {
    return warn(`${used}: the numbers may show its limit and not the server’s. ${REMEDY}`)
  }
  const both = most(measured.map(machineCores))
  if (both === null || cores === null) {
    return pass(`${used}. If the server runs on the same machine, it shares them.`)
  }
  const together = `${used}, and with the server on up to ${both.toFixed(2)} of the ${cores} cores of the machine`
  return both < MAX_BUSY_SHARE * cores
    ? pass(`${together}.`)
    : warn(
        `${together}: together they filled it, so the numbers show what each left to the other, and not the server’s limit. ${REMEDY}`,
      )
}

/** Cores that tool and server were busy on in a run, where both are known. */
function machineCores({ toolCores, serverCores }: WrkRun): number | null {
  return toolCores === null || serverCores === null ? null : toolCores + serverCores
}

function pass(message: string): Check {
  return { check: 'client_cpu', verdict: 'pass', message }
}

/** The CPU time that the server takes for a request is its own, whatever the tool does. */
function warn(message: string): Check {
  return { check: 'client_cpu', verdict: 'warn', message, spoils: ['rps', 'dur', 'due_dur'] }
}

function most(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>(
    (max, value) => (value === null ? max : Math.max(max ?? 0, value)),
    null,
  )
}
