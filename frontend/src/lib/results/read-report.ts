import { withUnit } from '../format'
import type { Result } from '../schema/result'
import type { Wrk } from '../schema/wrk'
import { isRaw, type Raw, rawOf, textOf } from './fields'
import { readOther } from './others/read-other'
import { readCompare, reportOfCompare } from './read-compare'
import { readLevels } from './read-levels'
import { factsOf, readTargets, readWarnings } from './read-lists'
import { readWrk } from './read-wrk'
import type { Report } from './report'
import { warningsAt } from './warnings'

/** A result that was opened, or a sentence that says why it can't be. */
export type Opened =
  | { readonly kind: 'opened'; readonly report: Report }
  | { readonly kind: 'refused'; readonly reason: string }

/** Limit of a file: the largest result seen has less than a hundredth of it. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024

const MAX_NAME = 60

const RESULT: Result['schema'] = 'firsttoken.result/1'
const COMPARE = 'firsttoken.compare/1'
const WRK: Wrk['schema'] = 'firsttoken.wrk/1'

const OURS = `${RESULT}, ${COMPARE} and ${WRK}`
const OTHERS = 'results of AIPerf, guidellm and vLLM bench'

const AGAIN = 'Copy the file again, or make it again with ./bench report DIR.'

/** Says that a file is too large, or returns null. */
export function problemOfSize(name: string, bytes: number): string | null {
  return bytes > MAX_FILE_BYTES
    ? `${nameOf(name)} has ${withUnit(Math.round(bytes / 1024 / 1024), 'MiB')}, and this page reads up to ${withUnit(MAX_FILE_BYTES / 1024 / 1024, 'MiB')}. A result of ./bench is smaller: is this one?`
    : null
}

/**
 * Reads the text of a result file.
 *
 * @param compareText the comparison that was made of the result, or null
 */
export function openText(name: string, text: string, compareText: string | null = null): Opened {
  if (text.trim() === '') {
    return refused(name, `is empty. ${AGAIN}`)
  }
  const json = parse(text)
  return json === undefined
    ? refused(name, `is not JSON, or its end is missing. ${AGAIN}`)
    : openJson(name, json, compareText === null ? null : parse(compareText))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Reads a parsed result or comparison.
 *
 * @param compare the comparison that was made of the result, if any
 */
export function openJson(name: string, json: unknown, compare: unknown = null): Opened {
  if (!isRaw(json)) {
    return refused(name, 'is JSON, but no result of ./bench.')
  }
  const schema = textOf(json.schema, MAX_NAME)
  switch (schema) {
    case RESULT:
      return { kind: 'opened', report: readResult(name, json, compare) }
    case COMPARE:
      return { kind: 'opened', report: reportOfCompare(nameOf(name), json) }
    case WRK:
      return { kind: 'opened', report: readWrk(nameOf(name), json) }
    case null:
      return openOther(name, json)
    default:
      return refused(
        name,
        `has the format ${schema}, and this page reads ${OURS}. Open it with the version that wrote it.`,
      )
  }
}

/** Reads a result of another tool, which is known by its fields. */
function openOther(name: string, json: Raw): Opened {
  const other = readOther(nameOf(name), json)
  switch (other.kind) {
    case 'read':
      return { kind: 'opened', report: other.report }
    case 'refused':
      return refused(name, other.predicate)
    case 'unknown':
      return refused(
        name,
        `does not name its format, so it is no result of ./bench. This page reads ${OURS}, and ${OTHERS}.`,
      )
  }
}

function refused(name: string, predicate: string): Opened {
  return { kind: 'refused', reason: `${nameOf(name)} ${predicate}` }
}

function nameOf(name: string): string {
  return textOf(name, MAX_NAME) || 'The file'
}

function readResult(name: string, raw: Raw, compare: unknown): Report {
  const { levels, leftOut } = readLevels(raw)
  const warnings = readWarnings(raw.warnings)
  const bias = rawOf(raw.calibration).ttft_bias_p50
  return {
    name: nameOf(name),
    command: textOf(raw.command, MAX_NAME) ?? 'run',
    tool: null,
    startedAt: textOf(raw.started_at, MAX_NAME),
    isPartial: raw.partial === true,
    isValid: raw.valid !== false,
    targets: readTargets(raw),
    levels: levels.map((level) => ({ ...level, warnings: warningsAt(warnings, level.index) })),
    warnings,
    options: factsOf(raw.options),
    environment: factsOf(raw.environment),
    calibratedBias: typeof bias === 'number' ? bias : null,
    comparison: isRaw(compare) && compare.schema === COMPARE ? readCompare(compare) : null,
    leftOut,
  }
}
