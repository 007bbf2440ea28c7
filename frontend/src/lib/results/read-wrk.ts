import type { Wrk } from '../schema/wrk'
import { amountOf, listOf, type Raw, textOf } from './fields'
import type { Bucket } from './hdr'
import { factsOf, readTargets } from './read-lists'
import { type Failures, type Level, NO_DETAILS, type Report, type Values } from './report'
import { wrkChecks } from './wrk-checks'
import { readWrkComparison } from './wrk-comparison'
import {
  ERRORS,
  type Fields,
  fieldsOf,
  present,
  readWrkLoad,
  readWrkRun,
  sum,
  type WrkLoad,
  type WrkRun,
  type WrkTarget,
} from './wrk-run'

const MAX_RUNS = 500
const MAX_TARGETS = 50
const MAX_NAME = 60
const MAX_MESSAGE = 1000

/** Reads a result of `./bench wrk2`, which has no samples: wrk prints a summary of each run. */
export function readWrk(name: string, raw: Raw): Report {
  const file: Fields<Wrk> = raw
  const load = readWrkLoad(file)
  const targets = listOf(file.targets)
    .slice(0, MAX_TARGETS)
    .map(fieldsOf<WrkTarget>)
  const runs = listOf(file.runs)
    .slice(0, MAX_RUNS)
    .map((run) => readWrkRun(run, load?.family ?? 'dur'))
  const levels = load === null ? [] : targets.flatMap((target) => readLevel(load, target, runs))
  return {
    name,
    command: 'wrk2',
    tool: toolOf(file),
    startedAt: textOf(file.started_at, MAX_NAME),
    isPartial: file.partial === true,
    isValid: !levels.some(({ trust }) => trust.some(({ verdict }) => verdict === 'fail')),
    targets: readTargets(raw),
    levels: levels.map((level, index) => ({ ...level, index })),
    warnings: warningsOf(file, runs).map((message) => ({ code: 'wrk', message })),
    options: factsOf(file.options),
    environment: factsOf(file.environment),
    calibratedBias: null,
    comparison: load === null ? null : readWrkComparison(file, load),
    leftOut: sentencesOf(load, listOf(file.runs).length),
  }
}

function toolOf(file: Fields<Wrk>): string {
  return [textOf(file.tool, MAX_NAME) ?? 'wrk', textOf(file.tool_version, MAX_NAME) ?? '']
    .join(' ')
    .trim()
}

/** Level of a target, from its runs; none if it was not loaded. */
function readLevel(
  load: WrkLoad,
  target: Fields<WrkTarget>,
  all: readonly WrkRun[],
): readonly Level[] {
  const name = textOf(target.name, MAX_NAME)
  const runs = all.filter((run) => run.target === name)
  const [only] = runs
  if (name === null || only === undefined) {
    return []
  }
  const buckets = mergeBuckets(runs)
  const count = buckets.reduce((total, bucket) => total + bucket.count, 0)
  return [
    {
      ...NO_DETAILS,
      index: 0,
      target: name,
      load: load.load,
      values: runs.length === 1 ? only.values : centreOf(load, target, runs),
      rounds:
        runs.length === 1
          ? []
          : runs.map(({ round, failure, values }) => ({
              round,
              isValid: failure === null,
              doubt: failure,
              values,
            })),
      roundCount: runs.length,
      trust: wrkChecks(load, runs, textOf(target.obstacle, MAX_MESSAGE)),
      histograms: count === 0 ? new Map() : new Map([[load.family, { count, buckets }]]),
      failures: failuresOf(runs),
    },
  ]
}

/** Numbers of several rounds: the centre as the bench computed it, and the sums of what is counted. */
function centreOf({ family }: WrkLoad, target: Fields<WrkTarget>, runs: readonly WrkRun[]): Values {
  const maxima = runs.flatMap(({ values }) => values.get(`${family}_max`) ?? [])
  return present([
    [`${family}_p50`, amountOf(target.p50)],
    [`${family}_p99`, amountOf(target.p99)],
    [`${family}_max`, maxima.length === 0 ? null : Math.max(...maxima)],
    ['rps', amountOf(target.rate)],
    ['ok', sum(runs.map(({ values }) => values.get('ok') ?? 0))],
    ['failed', amountOf(target.errors)],
    ['cpu_per_100k_requests', amountOf(target.cpu_per_100k_requests)],
    ['peak_rss_bytes', amountOf(target.peak_rss_bytes)],
  ])
}

/** The latencies of all runs together, the smallest first. */
function mergeBuckets(runs: readonly WrkRun[]): readonly Bucket[] {
  return runs.flatMap(({ buckets }) => buckets).sort((a, b) => a.value - b.value)
}

function failuresOf(runs: readonly WrkRun[]): readonly Failures[] {
  return Object.values(ERRORS).flatMap((outcome) => {
    const count = sum(runs.map(({ errors }) => errors.get(outcome) ?? 0))
    return count === 0 ? [] : [{ outcome, count, example: null }]
  })
}

/** Notes that a reader needs before the numbers. */
function sentencesOf(load: WrkLoad | null, runs: number): readonly string[] {
  if (load === null) {
    return ['The file names neither a rate nor connections, so it has no level.']
  }
  const omission = load.isCorrected
    ? ''
    : `${load.tool} is a closed loop, and its latencies count from the send: a user who comes while the server is slow waits longer than they say (coordinated omission).`
  const cut = runs > MAX_RUNS ? `Only the first ${MAX_RUNS} of ${runs} runs are shown.` : ''
  return [omission, cut].filter((sentence) => sentence !== '')
}

function warningsOf(file: Fields<Wrk>, runs: readonly WrkRun[]): readonly string[] {
  const asked = amountOf(file.connections)
  const opened = amountOf(file.connections_opened)
  const hasRounds = runs.some(({ round }) => round > 1)
  return [
    asked !== null && opened !== null && opened !== asked
      ? `${opened} of ${asked} connections were opened, as many in each thread.`
      : '',
    hasRounds
      ? 'Of several rounds, p50, p99, the rate and the CPU time are geometric means. The other percentiles are those of a round, and no table has them.'
      : '',
  ].filter((sentence) => sentence !== '')
}
