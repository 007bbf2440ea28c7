import { listOf, numberOf, type Raw, rawOf, textOf } from './fields'
import type { Fact, Report } from './report'

const MAX_NAME = 60
const MAX_ENTRIES = 200
const MAX_LEVELS = 500
const MAX_MESSAGE = 1000

export function readTargets(raw: Raw): Report['targets'] {
  return listOf(raw.targets)
    .slice(0, MAX_ENTRIES)
    .map(rawOf)
    .map((target) => ({
      name: textOf(target.name, MAX_NAME) ?? 'default',
      url: textOf(target.url) ?? '',
      failure: textOf(target.failure),
    }))
}

export function readWarnings(value: unknown): Report['warnings'] {
  return listOf(value)
    .slice(0, MAX_ENTRIES)
    .map(rawOf)
    .map(({ code, message, levels, actionable, spoils }) => ({
      code: textOf(code, MAX_NAME) ?? '',
      message: textOf(message, MAX_MESSAGE) ?? '',
      levels: listOf(levels)
        .slice(0, MAX_LEVELS)
        .flatMap((level) => numberOf(level) ?? []),
      ...(typeof actionable === 'boolean' ? { isActionable: actionable } : {}),
      ...(Array.isArray(spoils) ? { spoils: readSpoils(spoils) } : {}),
    }))
}

/** The fields of an object that are a text, a number or a truth value. */
export function factsOf(value: unknown): readonly Fact[] {
  return Object.entries(rawOf(value))
    .slice(0, MAX_ENTRIES)
    .flatMap(([name, fact]): Fact[] =>
      typeof fact === 'string' || typeof fact === 'number' || typeof fact === 'boolean'
        ? [[textOf(name, MAX_NAME) ?? '', textOf(String(fact)) ?? '']]
        : [],
    )
}

function readSpoils(names: readonly unknown[]): readonly string[] {
  return names.slice(0, MAX_ENTRIES).flatMap((name) => textOf(name, MAX_NAME) ?? [])
}
