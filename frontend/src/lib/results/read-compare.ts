import { listOf, numberOf, type Raw, rawOf, textOf, valuesOf } from './fields'
import { readTargets, readWarnings } from './read-lists'
import {
  type Comparison,
  type ComparisonVerdict,
  type Level,
  parseLoad,
  type Report,
} from './report'

const MAX_ENTRIES = 2000
const MAX_NAME = 60
const MAX_MESSAGE = 1000

/** Reads what a comparison found. */
export function readCompare(raw: Raw): Comparison {
  return {
    reference: textOf(raw.reference, MAX_NAME) ?? '',
    mode: textOf(raw.mode, MAX_NAME) ?? '',
    rounds: numberOf(raw.rounds) ?? 0,
    isAtDifferentTimes: raw.measured_at_different_times === true,
    verdicts: listOf(raw.verdicts).slice(0, MAX_ENTRIES).flatMap(readVerdict),
    expectations: listOf(raw.expectations)
      .slice(0, MAX_ENTRIES)
      .map(rawOf)
      .map(({ outcome, message }) => ({
        outcome: textOf(outcome, MAX_NAME) ?? '',
        message: textOf(message, MAX_MESSAGE) ?? '',
      })),
    notes: listOf(raw.notes)
      .slice(0, MAX_ENTRIES)
      .flatMap((note) => textOf(rawOf(note).message, MAX_MESSAGE) ?? []),
  }
}

/** Report of a comparison whose result is not at hand: it has no histograms and no rounds. */
export function reportOfCompare(name: string, raw: Raw): Report {
  const targets = listOf(raw.targets).slice(0, MAX_ENTRIES).map(rawOf)
  return {
    name,
    command: 'compare',
    startedAt: textOf(raw.started_at, MAX_NAME),
    isPartial: false,
    isValid: true,
    targets: readTargets(raw),
    levels: targets
      .flatMap((target) => listOf(target.levels).map((level) => readLevel(target, rawOf(level))))
      .flatMap((level, index) => (level === null ? [] : [{ ...level, index }])),
    warnings: readWarnings(raw.warnings),
    options: [],
    environment: [['machine', textOf(raw.machine) ?? '']],
    calibratedBias: null,
    comparison: readCompare(raw),
    leftOut: [
      'This is the comparison alone. Its result.json has the distributions, the rounds and the checks too.',
    ],
  }
}

function readLevel(target: Raw, raw: Raw): Level | null {
  const load = parseLoad(textOf(raw.level, MAX_NAME) ?? '')
  return load === null
    ? null
    : {
        index: 0,
        target: textOf(target.name, MAX_NAME) ?? '',
        load,
        values: valuesOf(raw),
        rounds: [],
        roundCount: numberOf(raw.rounds),
        trust: [],
        objectives: [],
        histograms: new Map(),
        series: [],
        slowest: [],
        failures: [],
        finishReasons: [],
        tokensFrom: null,
      }
}

function readVerdict(value: unknown): readonly ComparisonVerdict[] {
  const raw = rawOf(value)
  const metric = textOf(raw.metric, MAX_NAME)
  const level = textOf(raw.level, MAX_NAME)
  const target = textOf(raw.target, MAX_NAME)
  const verdict = (['faster', 'slower', 'no difference'] as const).find(
    (known) => known === raw.verdict,
  )
  if (metric === null || level === null || target === null || verdict === undefined) {
    return []
  }
  return [
    {
      metric,
      level,
      target,
      verdict,
      ratio: numberOf(raw.ratio),
      low: numberOf(raw.low),
      high: numberOf(raw.high),
      smallestVisible: numberOf(raw.smallest_visible),
      isBelowError: raw.below_measurement_error === true,
    },
  ]
}
