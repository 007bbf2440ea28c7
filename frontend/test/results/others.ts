import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Raw } from '../../src/lib/results/fields'
import { openJson } from '../../src/lib/results/read-report'
import type { Level, Report } from '../../src/lib/results/report'

const FILES = resolve(import.meta.dirname, 'others')

/** Real files of other tools. others/README.md says which version and command made each. */
export const OTHERS = ['aiperf.json', 'guidellm.json', 'vllm-completions.json', 'vllm-chat.json']

export function textOf(name: string): string {
  return readFileSync(resolve(FILES, name), 'utf8')
}

export function jsonOf(name: string): Raw {
  return JSON.parse(textOf(name))
}

export function opened(json: unknown): Report {
  const result = openJson('file.json', json)
  if (result.kind === 'refused') {
    throw new Error(result.reason)
  }
  return result.report
}

/** The level of a file that has one. */
export function only(json: unknown): Level {
  const [level, ...others] = opened(json).levels
  if (level === undefined || others.length > 0) {
    throw new Error('not one level')
  }
  return level
}

/** Sentences of a check of a level. */
export function messages(level: Level, check: string): readonly string[] {
  return level.trust.filter((one) => one.check === check).map(({ message }) => message)
}

/** Kinds of numbers that a level has, without their percentiles. */
export function families(level: Level): readonly string[] {
  return [...new Set([...level.values.keys()].map((key) => key.replace(/_[^_]+$/, '')))].sort()
}
