import { formatCount, formatNumber, withUnit } from '../format'
import type { Check } from './report'
import { toolCpu } from './wrk-cpu'
import type { WrkLoad, WrkRun } from './wrk-run'

/** A rate below this share of the asked one was not achieved. */
const ACHIEVED = 0.95

/** Share of failed requests from which the numbers are not those of the server’s work. */
const MOST_FAILED = 0.5

/** wrk2 forgets the latencies of the time in which it adjusts itself to the server. */
const ADJUSTING_SECONDS = 10

/** Fewest responses of which p90, or p99, is not the slowest. */
const ENOUGH_FOR_P90 = 10
const ENOUGH_FOR_P99 = 100

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
    latencies(load, runs),
    ...rate(load, measured),
    ...adjusted(load),
    ...samples(load, measured),
    ...rounds(runs, measured),
    toolCpu(load, measured),
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
  const hasFailed = share > MOST_FAILED
  if (failed === 0) {
    return { check: 'failures', verdict: 'pass', message: `None of ${requests} failed.` }
  }
  return {
    check: 'failures',
    verdict: hasFailed ? 'fail' : 'warn',
    message: `${withUnit(formatNumber(share * 100), '%')} of the requests failed. No latency tells the successful from the failed ones.`,
    // The rates count successful responses only.
    spoils: hasFailed ? ['*'] : ['dur', 'due_dur'],
  }
}

/** Check of the clock of the latencies. Of a single run of wrk2 the page has those from the send too. */
function latencies({ tool, isCorrected, latencyMeaning }: WrkLoad, runs: readonly WrkRun[]): Check {
  if (!isCorrected) {
    return { check: 'omission', verdict: 'warn', message: latencyMeaning }
  }
  const hasUncorrected = runs.length === 1 && runs[0]?.values.has('dur_p50')
  return hasUncorrected
    ? {
        check: 'omission',
        verdict: 'warn',
        message: `${latencyMeaning} Beside it, E2E of ${tool} counts from the send and leaves out that wait (coordinated omission): read E2E from due.`,
        spoils: ['dur'],
      }
    : { check: 'omission', verdict: 'pass', message: latencyMeaning }
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
  const message = `${formatCount(lowest)} of ${withUnit(formatCount(load.value), 'requests/s')} were achieved`
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

/** Check that wrk2 had adjusted itself. */
function adjusted({ tool, seconds }: WrkLoad): readonly Check[] {
  return tool === 'wrk2' && seconds !== null && seconds <= ADJUSTING_SECONDS
    ? [
        {
          check: 'adjusted',
          verdict: 'warn',
          message: `wrk2 adjusts itself for ${withUnit(ADJUSTING_SECONDS, 's')}, and then starts its latencies anew: give a longer --duration.`,
        },
      ]
    : []
}

/** Check on how many latencies there are in the shortest run. */
function samples({ family }: WrkLoad, measured: readonly WrkRun[]): readonly Check[] {
  if (measured.some(({ values }) => !values.has(`${family}_mean`))) {
    return [
      {
        check: 'samples',
        verdict: 'warn',
        message: 'There are no latencies: none counted.',
        spoils: ['dur', 'due_dur'],
      },
    ]
  }
  const fewest = measured.reduce(
    (min, { latencyCount }) => Math.min(min, latencyCount),
    Number.POSITIVE_INFINITY,
  )
  if (fewest >= ENOUGH_FOR_P99) {
    return []
  }
  const hasP90 = fewest >= ENOUGH_FOR_P90
  return [
    {
      check: 'samples',
      verdict: 'warn',
      message: `A run has ${formatCount(fewest)} ${fewest === 1 ? 'response' : 'responses'}: ${hasP90 ? 'p99 is' : 'p90 and p99 are'} the slowest of them. Give a longer --duration.`,
      spoils: [hasP90 ? '*_p99' : '*_p90'],
    },
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
