import { formatCount, formatNumber } from '../format'
import type { Check } from './report'
import type { WrkLoad, WrkRun } from './wrk-run'

/** A rate below this share of the asked one was not achieved. */
const ACHIEVED = 0.95

/** Share of failed requests from which the numbers are not those of the server’s work. */
const MOST_FAILED = 0.5

/** wrk2 forgets the latencies of the time in which it adjusts itself to the server. */
const ADJUSTING_SECONDS = 10

/**
 * Checks of a server that wrk or wrk2 loaded, from what these print.
 *
 * @param obstacle clause that says why the server has no verdicts, or null
 */
export function wrkChecks(
  load: WrkLoad,
  runs: readonly WrkRun[],
  obstacle: string | null,
): readonly Check[] {
  const measured = runs.filter(({ failure }) => failure === null)
  return [
    answered(runs, measured),
    failures(measured),
    latencies(load),
    ...rate(load, measured),
    ...counted(load, measured),
    ...rounds(runs, measured),
    {
      check: 'client_cpu',
      verdict: 'unseen',
      message: `The CPU of ${load.tool} is not measured: if it was busy all the time, or shared its cores with the server, the numbers may show its limit and not the server’s.`,
    },
    ...(obstacle === null
      ? []
      : [{ check: 'comparable', verdict: 'unseen' as const, message: `No verdict: ${obstacle}.` }]),
  ]
}

function answered(runs: readonly WrkRun[], measured: readonly WrkRun[]): Check {
  const responses = measured.reduce((sum, { requests }) => sum + requests, 0)
  const failure = runs.find((run) => run.failure !== null)?.failure
  return responses > 0
    ? { check: 'answered', verdict: 'pass', message: `${formatCount(responses)} responses came.` }
    : {
        check: 'answered',
        verdict: 'fail',
        message:
          failure == null ? 'No response was complete.' : `There are no numbers: ${failure}.`,
      }
}

function failures(measured: readonly WrkRun[]): Check {
  const requests = measured.reduce((sum, run) => sum + run.requests, 0)
  const errors = measured.flatMap((run) => [...run.errors])
  const failed = errors.reduce((sum, [, count]) => sum + count, 0)
  const status = measured.reduce((sum, { values }) => sum + (values.get('ok') ?? 0), 0)
  // A response with an error status is among the requests; a socket error is not.
  const share = failed / Math.max(1, status + failed)
  if (failed === 0) {
    return { check: 'failures', verdict: 'pass', message: `None of ${requests} failed.` }
  }
  return {
    check: 'failures',
    verdict: share > MOST_FAILED ? 'fail' : 'warn',
    message: `${formatNumber(share * 100)} % of the requests failed. No latency tells the successful from the failed ones.`,
  }
}

function latencies({ isCorrected, latencyMeaning }: WrkLoad): Check {
  return {
    check: 'omission',
    verdict: isCorrected ? 'pass' : 'warn',
    message: latencyMeaning,
  }
}

/** Check whether wrk2 could send at the rate; wrk knows none. */
function rate({ load, tool }: WrkLoad, measured: readonly WrkRun[]): readonly Check[] {
  if (load.kind !== 'rate' || measured.length === 0) {
    return []
  }
  const lowest = measured.reduce(
    (min, run) => Math.min(min, run.rate ?? 0),
    Number.POSITIVE_INFINITY,
  )
  const message = `${formatCount(lowest)} of ${formatCount(load.value)} requests/s were achieved`
  return lowest >= ACHIEVED * load.value
    ? [{ check: 'load', verdict: 'pass', message: `${message}.` }]
    : [
        {
          check: 'load',
          verdict: 'warn',
          message: `${message}, so the latencies of ${tool} grow with the duration.`,
        },
      ]
}

/** Checks on how many latencies there are, and that wrk2 had adjusted itself. */
function counted(
  { tool, seconds, family }: WrkLoad,
  measured: readonly WrkRun[],
): readonly Check[] {
  const empty = measured.filter(({ values }) => !values.has(`${family}_mean`))
  const isShort = tool === 'wrk2' && seconds !== null && seconds <= ADJUSTING_SECONDS
  return [
    ...(empty.length > 0
      ? [
          {
            check: 'samples',
            verdict: 'warn' as const,
            message: 'There are no latencies: none counted.',
          },
        ]
      : []),
    ...(isShort
      ? [
          {
            check: 'adjusted',
            verdict: 'warn' as const,
            message: `wrk2 adjusts itself for ${ADJUSTING_SECONDS} s, and then starts its latencies anew: give a longer --duration.`,
          },
        ]
      : []),
  ]
}

function rounds(runs: readonly WrkRun[], measured: readonly WrkRun[]): readonly Check[] {
  return measured.length === 0
    ? []
    : runs.flatMap(({ round, failure }): Check[] =>
        failure === null
          ? []
          : [
              {
                check: 'rounds',
                verdict: 'warn',
                message: `Round ${round} has no numbers: ${failure}.`,
              },
            ],
      )
}
