import { checksOf, doubtsOf, type Messages, messagesOf } from './compare-doubts'
import { amountOf, listOf, type Raw, rawOf, textOf, valuesOf } from './fields'
import { readTargets } from './read-lists'
import {
  type Comparison,
  type ComparisonVerdict,
  type Level,
  loadsInWords,
  NO_DETAILS,
  type Obstacle,
  parseLoad,
  type Report,
} from './report'

const MAX_ENTRIES = 2000
const MAX_NAME = 60
const MAX_MESSAGE = 1000

/** Reads what a comparison found. */
export function readCompare(raw: Raw): Comparison {
  const messages = messagesOf(raw)
  return {
    reference: textOf(raw.reference, MAX_NAME) ?? '',
    mode: textOf(raw.mode, MAX_NAME) ?? '',
    rounds: amountOf(raw.rounds) ?? 0,
    isAtDifferentTimes: raw.measured_at_different_times === true,
    verdicts: listOf(raw.verdicts)
      .slice(0, MAX_ENTRIES)
      .flatMap((verdict) => readVerdict(verdict, messages)),
    obstacles: listOf(raw.targets).slice(0, MAX_ENTRIES).map(rawOf).flatMap(readObstacles),
    expectations: listOf(raw.expectations)
      .slice(0, MAX_ENTRIES)
      .map(rawOf)
      .map(({ outcome, message }) => ({
        outcome: textOf(outcome, MAX_NAME) ?? '',
        message: sentenceOf(message) ?? '',
      })),
    notes: listOf(raw.notes)
      .slice(0, MAX_ENTRIES)
      .flatMap((note) => sentenceOf(rawOf(note).message) ?? []),
  }
}

function sentenceOf(value: unknown): string | null {
  const text = textOf(value, MAX_MESSAGE)
  return text === null ? null : loadsInWords(text)
}

function readObstacles(target: Raw): readonly Obstacle[] {
  return listOf(target.levels)
    .slice(0, MAX_ENTRIES)
    .map(rawOf)
    .flatMap(({ level, obstacle }) => {
      const message = sentenceOf(rawOf(obstacle).message)
      return message === null
        ? []
        : [
            {
              target: textOf(target.name, MAX_NAME) ?? '',
              level: textOf(level, MAX_NAME) ?? '',
              message,
            },
          ]
    })
}

/** Report of a comparison whose result is not at hand: it has no histograms and no rounds. */
export function reportOfCompare(name: string, raw: Raw): Report {
  const targets = listOf(raw.targets).slice(0, MAX_ENTRIES).map(rawOf)
  const messages = messagesOf(raw)
  const levels = targets
    .flatMap((target) =>
      listOf(target.levels)
        .slice(0, MAX_ENTRIES)
        .map((level) => readLevel(target, rawOf(level), messages)),
    )
    .flatMap((level, index) => (level === null ? [] : [{ ...level, index }]))
  return {
    name,
    command: 'compare',
    tool: null,
    startedAt: textOf(raw.started_at, MAX_NAME),
    isPartial: false,
    isValid: !levels.some(({ trust }) => trust.some(({ verdict }) => verdict === 'fail')),
    targets: readTargets(raw),
    levels,
    warnings: [...messages.values()],
    options: [],
    environment: [['machine', textOf(raw.machine) ?? '']],
    calibratedBias: null,
    comparison: readCompare(raw),
    leftOut: [
      'This is the comparison alone. Its result.json has the distributions, the rounds and the checks too.',
    ],
  }
}

function readLevel(target: Raw, raw: Raw, messages: Messages): Level | null {
  const load = parseLoad(textOf(raw.level, MAX_NAME) ?? '')
  return load === null
    ? null
    : {
        ...NO_DETAILS,
        index: 0,
        target: textOf(target.name, MAX_NAME) ?? '',
        load,
        values: valuesOf(raw),
        roundCount: amountOf(raw.rounds),
        trust: checksOf(raw, messages),
      }
}

function readVerdict(value: unknown, messages: Messages): readonly ComparisonVerdict[] {
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
      ratio: amountOf(raw.ratio),
      low: amountOf(raw.low),
      high: amountOf(raw.high),
      smallestVisible: amountOf(raw.smallest_visible),
      isBelowError: raw.below_measurement_error === true,
      pairs: amountOf(raw.pairs),
      doubts: doubtsOf(raw, metric, messages),
    },
  ]
}
