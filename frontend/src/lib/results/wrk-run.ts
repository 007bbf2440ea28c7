import type { Client, Errors, Latency, Server, Wrk } from '../schema/wrk'
import { amountOf, listOf, rawOf, textOf } from './fields'
import type { Bucket } from './hdr'
import type { Load, Values } from './report'

const MAX_POINTS = 2000
const MAX_NAME = 60
const MAX_MESSAGE = 1000
const NANOS = 1e6

/** Fields of a part of the schema, whose values are not known yet. */
export type Fields<Part> = Partial<Record<keyof Part, unknown>>

export type WrkTarget = Wrk['targets'][number]
type SchemaRun = Wrk['runs'][number]

/** One run of wrk or wrk2 against one server. */
export interface WrkRun {
  readonly target: string
  readonly round: number
  /** Clause that says why it has no numbers, or null. */
  readonly failure: string | null
  readonly values: Values
  /** Complete responses, whatever their status. */
  readonly requests: number
  /** Latencies that its percentiles are of. */
  readonly latencyCount: number
  /** Cores that the tool was busy on, or null. */
  readonly toolCores: number | null
  /** Cores that the server was busy on, where it ran on the same machine, or null. */
  readonly serverCores: number | null
  /** Such responses per second, or null. */
  readonly rate: number | null
  /** Errors by the names that the page has for them. */
  readonly errors: Values
  /** Its latencies by the spectrum that wrk2 prints; empty for wrk. */
  readonly buckets: readonly Bucket[]
}

/** Load and tool of a result, which all its runs share. */
export interface WrkLoad {
  readonly load: Load
  readonly tool: string
  /** True if latencies count from the time at which a request was due. */
  readonly isCorrected: boolean
  readonly latencyMeaning: string
  readonly seconds: number | null
  /** Threads of the tool, each of which is busy on one core at most, or null. */
  readonly threads: number | null
  /** Cores of its machine, or null. */
  readonly cores: number | null
  /** Prefix of the metrics of its latencies. */
  readonly family: 'dur' | 'due_dur'
}

/** Kinds of errors, with their names on the page. */
export const ERRORS: Readonly<Record<keyof NonNullable<Errors>, string>> = {
  connect: 'connect',
  read: 'read',
  write: 'write',
  timeout: 'timeout',
  status: 'status other than 2xx and 3xx',
}

/** Fields of a part of a file, as the schema names them. */
export function fieldsOf<Part>(value: unknown): Fields<Part> {
  return rawOf(value) as Fields<Part>
}

export function readWrkLoad(file: Fields<Wrk>): WrkLoad | null {
  const rate = amountOf(file.rate_asked)
  const connections = amountOf(file.connections_opened) ?? amountOf(file.connections)
  const value = rate ?? connections
  if (value === null || value <= 0) {
    return null
  }
  const isCorrected = file.corrected === true
  return {
    load: {
      kind: rate === null ? 'users' : 'rate',
      value,
      arrivals: rate === null ? null : 'constant',
    },
    tool: textOf(file.tool, MAX_NAME) ?? 'wrk',
    isCorrected,
    latencyMeaning: textOf(file.latency_meaning, MAX_MESSAGE) ?? '',
    seconds: amountOf(file.duration_asked_s),
    threads: amountOf(file.threads) || null,
    cores: amountOf(rawOf(file.environment).cores) || null,
    family: isCorrected ? 'due_dur' : 'dur',
  }
}

export function readWrkRun(value: unknown, family: string): WrkRun {
  const raw = fieldsOf<SchemaRun>(value)
  const errors = readErrors(fieldsOf<NonNullable<Errors>>(raw.errors))
  const requests = amountOf(raw.requests) ?? 0
  const status = errors.get(ERRORS.status) ?? 0
  const rate = amountOf(raw.rate)
  const server = fieldsOf<NonNullable<Server>>(raw.server)
  const latencyCount = amountOf(raw.latency_count) ?? requests
  const seconds = amountOf(raw.duration_s)
  const isMeasured = raw.requests !== null && raw.requests !== undefined
  return {
    target: textOf(raw.target, MAX_NAME) ?? '',
    round: amountOf(raw.round) ?? 1,
    failure: textOf(raw.failure, MAX_MESSAGE),
    requests,
    latencyCount,
    toolCores: amountOf(fieldsOf<NonNullable<Client>>(raw.client).cores),
    serverCores: coresOf(server),
    rate,
    errors,
    buckets: bucketsOf(listOf(raw.spectrum)),
    values: present([
      ...latencyOf('dur', raw.uncorrected_latency_ms, latencyCount),
      ...latencyOf(family, raw.latency_ms, latencyCount),
      // Only responses with status 2xx or 3xx count, as in the rest of the page.
      ['rps', rate === null || requests === 0 ? rate : (rate * (requests - status)) / requests],
      ['ok', isMeasured ? requests - status : null],
      ['failed', isMeasured ? sum(errors.values()) : null],
      ['wall', seconds === null ? null : seconds * 1000],
      ['cpu_per_100k_requests', amountOf(server.cpu_per_100k_requests)],
      ['peak_rss_bytes', amountOf(server.peak_rss_bytes)],
    ]),
  }
}

type Entry = readonly [string, number | null]

/** The numbers that are there, by their name. */
export function present(entries: readonly Entry[]): Values {
  return new Map(
    entries.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  )
}

function coresOf({ cpu, window }: Fields<NonNullable<Server>>): number | null {
  const [busy, time] = [amountOf(cpu), amountOf(window)]
  return busy === null || time === null || time <= 0 ? null : busy / time
}

/** Fewest latencies of which these percentiles are not the slowest. */
const ENOUGH: Readonly<Record<string, number>> = { p999: 1000, p9999: 10_000, p99999: 100_000 }

function latencyOf(family: string, value: unknown, count: number): readonly Entry[] {
  const names: readonly (readonly [keyof NonNullable<Latency>, string])[] = [
    ['mean', 'mean'],
    ['stdev', 'stddev'],
    ['max', 'max'],
    ['p50', 'p50'],
    ['p75', 'p75'],
    ['p90', 'p90'],
    ['p99', 'p99'],
    ['p999', 'p999'],
    ['p9999', 'p9999'],
    ['p99999', 'p99999'],
  ]
  const latency = fieldsOf<NonNullable<Latency>>(value)
  return names
    .filter(([, name]) => count >= (ENOUGH[name] ?? 0))
    .map(([field, name]) => [`${family}_${name}`, amountOf(latency[field])])
}

function readErrors(raw: Fields<NonNullable<Errors>>): Values {
  const kinds = Object.keys(ERRORS) as (keyof typeof ERRORS)[]
  return present(kinds.map((kind) => [ERRORS[kind], amountOf(raw[kind])]))
}

/** Points of a spectrum as buckets: the count of a point includes that of those before it. */
function bucketsOf(spectrum: readonly unknown[]): readonly Bucket[] {
  let seen = 0
  return spectrum
    .slice(0, MAX_POINTS)
    .map(rawOf)
    .flatMap(({ ms, count }) => {
      const millis = amountOf(ms)
      const total = amountOf(count)
      if (millis === null || total === null || total <= seen) {
        return []
      }
      const bucket = { value: millis * NANOS, count: total - seen }
      seen = total
      return [bucket]
    })
}

export function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) {
    total += value
  }
  return total
}
