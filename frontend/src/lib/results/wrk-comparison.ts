import type { Wrk } from '../schema/wrk'
import { amountOf, listOf, textOf } from './fields'
import { type Comparison, type ComparisonVerdict, loadKey } from './report'
import { type Fields, fieldsOf, type WrkLoad, type WrkTarget } from './wrk-run'

type SchemaVerdict = Wrk['verdicts'][number]

const MAX_ENTRIES = 500
const MAX_NAME = 60
const MAX_MESSAGE = 1000
const MIN_TO_COMPARE = 2

/** Verdicts on the servers of a result, or null where fewer than two were compared. */
export function readWrkComparison(file: Fields<Wrk>, load: WrkLoad): Comparison | null {
  const targets = listOf(file.targets)
    .slice(0, MAX_ENTRIES)
    .map(fieldsOf<WrkTarget>)
  const rounds = amountOf(file.rounds) ?? 1
  if (targets.length < MIN_TO_COMPARE || rounds < MIN_TO_COMPARE) {
    return null
  }
  const level = loadKey(load.load)
  return {
    reference: textOf(file.reference, MAX_NAME) ?? '',
    mode: 'wrk2',
    rounds,
    isAtDifferentTimes: false,
    verdicts: listOf(file.verdicts)
      .slice(0, MAX_ENTRIES)
      .map(fieldsOf<SchemaVerdict>)
      .flatMap((verdict) => readVerdict(verdict, load, level)),
    obstacles: targets.flatMap((target) => {
      const obstacle = textOf(target.obstacle, MAX_MESSAGE)
      return obstacle === null
        ? []
        : [
            {
              target: textOf(target.name, MAX_NAME) ?? '',
              level,
              message: `No verdict: ${obstacle}.`,
            },
          ]
    }),
    expectations: [],
    notes: ['Latencies that differ by less than 0.1\u00a0ms count as equal.'],
  }
}

function readVerdict(
  raw: Fields<SchemaVerdict>,
  { family }: WrkLoad,
  level: string,
): readonly ComparisonVerdict[] {
  const metrics: Readonly<Record<SchemaVerdict['metric'], string>> = {
    p50: `${family}_p50`,
    p99: `${family}_p99`,
    rate: 'rps',
    cpu_per_100k_requests: 'cpu_per_100k_requests',
  }
  const metric = Object.entries(metrics).find(([name]) => name === raw.metric)?.[1]
  const target = textOf(raw.target, MAX_NAME)
  const verdict = (['faster', 'slower', 'no difference'] as const).find(
    (known) => known === raw.verdict,
  )
  return metric === undefined || target === null || verdict === undefined
    ? []
    : [
        {
          metric,
          level,
          target,
          verdict,
          ratio: amountOf(raw.ratio),
          low: amountOf(raw.low),
          high: amountOf(raw.high),
          smallestVisible: amountOf(raw.smallest_visible),
          isBelowError: raw.within_error === true,
          pairs: amountOf(raw.pairs),
          doubts: [],
        },
      ]
}
