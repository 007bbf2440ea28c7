import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { doubtOf } from './doubts'
import { openJson } from './read-report'
import { checkOf } from './warnings'

interface Fixture {
  /** Names of numbers. */
  readonly fields: readonly string[]
  /** Those that the terminal marks for a warning, by its code. */
  readonly spoiled: Readonly<Record<string, readonly string[]>>
  readonly result: {
    readonly levels: readonly { readonly trust: readonly { readonly check: string }[] }[]
    readonly warnings: readonly { readonly code: string; readonly message: string }[]
  }
}

// A test of gatling writes it, and fails where it is not current.
const FIXTURE: Fixture = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../test/results/warnings.json'), 'utf8'),
)

/** Numbers that the page marks in a result with this warning alone, and with its check or without. */
function markedBy(code: string, hasCheck: boolean): readonly string[] {
  const { result, fields } = FIXTURE
  const levels = result.levels.map((level) => ({
    ...level,
    trust: hasCheck ? level.trust.filter(({ check }) => check === checkOf(code)) : [],
  }))
  const warnings = result.warnings.filter((warning) => warning.code === code)
  const opened = openJson('warnings.json', { ...result, levels, warnings })
  const level = opened.kind === 'opened' ? opened.report.levels[0] : undefined
  if (level === undefined) {
    throw new Error('no level')
  }
  return fields.filter((field) => doubtOf(level, field) !== null)
}

test.each(Object.entries(FIXTURE.spoiled))(
  '%s marks on the page what it marks on the terminal',
  (code, spoiled) => {
    expect(markedBy(code, true)).toEqual(spoiled)
    expect(markedBy(code, false)).toEqual(spoiled)
  },
)

test('the file has every warning once, some that mark nothing, and some that mark all', () => {
  const { warnings } = FIXTURE.result
  expect(warnings.map(({ code }) => code)).toEqual(Object.keys(FIXTURE.spoiled))
  const marks = Object.values(FIXTURE.spoiled)
  expect(marks.some((names) => names.length === 0)).toBe(true)
  expect(marks.some((names) => names.length === FIXTURE.fields.length)).toBe(true)
})
