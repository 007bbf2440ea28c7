import { type Doubt, doubtOf } from './doubts'
import { type Interval, intervalOf } from './interval'
import type { Level, Load, Report } from './report'

/** One target of one result: a line of the charts. */
export interface Subject {
  /** Its result and target, so that a link finds it whatever else is open. */
  readonly key: string
  readonly name: string
  readonly report: Report
  readonly target: string
  /** The upstream itself: what every proxy is compared with. */
  readonly isFloor: boolean
  /** Its levels, the lowest load first. */
  readonly levels: readonly Level[]
}

/** A number of a level, with what is known about its spread. */
export interface Measured {
  readonly level: Level
  readonly value: number
  readonly interval: Interval | null
  readonly rounds: readonly number[]
  readonly doubt: Doubt | null
}

export const FLOOR = 'direct'

/** Name of the target of a run that has only one. */
const FIRST_TARGET = 'default'

/** The subjects of some results, in their order. */
export function subjectsOf(reports: readonly Report[]): readonly Subject[] {
  return reports.flatMap((report) => {
    const targets = [...new Set(report.levels.map(({ target }) => target))]
    return targets.map((target) => ({
      key: `${report.name}.${target}`,
      name: subjectName(report, target, targets.length, reports.length),
      report,
      target,
      isFloor: target === FLOOR,
      levels: report.levels
        .filter((level) => level.target === target)
        .sort((a, b) => a.load.value - b.load.value),
    }))
  })
}

function subjectName(report: Report, target: string, targets: number, reports: number): string {
  if (reports === 1) {
    return target === FIRST_TARGET
      ? (optionOf(report, 'model') ?? addressOf(report) ?? report.name)
      : target
  }
  return targets === 1 ? report.name : `${target} of ${report.name}`
}

/** Address that wrk or wrk2 loaded, without its scheme; null of other runs. */
function addressOf({ command, targets }: Report): string | null {
  return command === 'wrk2' ? (targets[0]?.url.replace(/^https?:\/\//, '') ?? null) : null
}

/** Value of an option of the run, or null. */
export function optionOf(report: Report, name: string): string | null {
  return report.options.find(([option]) => option === name)?.[1] ?? null
}

/** Kinds of load that the subjects have, users first. */
export function loadKinds(subjects: readonly Subject[]): readonly Load['kind'][] {
  return (['users', 'rate'] as const).filter((kind) =>
    subjects.some(({ levels }) => levels.some(({ load }) => load.kind === kind)),
  )
}

/** The subjects with their levels of one kind of load; those without are left out. */
export function ofKind(subjects: readonly Subject[], kind: Load['kind']): readonly Subject[] {
  return subjects
    .map((subject) => ({
      ...subject,
      levels: subject.levels.filter(({ load }) => load.kind === kind),
    }))
    .filter(({ levels }) => levels.length > 0)
}

/** A metric of a level, or null where the level has none. */
export function measure(level: Level, metric: string): Measured | null {
  const value = level.values.get(metric)
  if (value === undefined) {
    return null
  }
  const valid = level.rounds.filter(({ isValid }) => isValid)
  const rounds = valid.flatMap(({ values }) => values.get(metric) ?? [])
  return { level, value, interval: intervalOf(rounds), rounds, doubt: doubtOf(level, metric) }
}

/** A metric of all levels of a subject that have it. */
export function measureAll(subject: Subject, metric: string): readonly Measured[] {
  return subject.levels.flatMap((level) => measure(level, metric) ?? [])
}
