import { formatNumber, withUnit } from '../../format'
import { amountOf, isRaw, listOf, numberOf, type Raw, rawOf, textOf } from '../fields'
import type { Check, Failures, Load, Report } from '../report'
import {
  blindSpots,
  countChecks,
  type Entry,
  otherLevel,
  otherMeaning,
  otherReport,
  present,
  toolName,
  unseen,
} from './other-report'

const TOOL = 'AIPerf'
const MAX_ERRORS = 40
const MAX_NAME = 60

/** Its times whose formula is ours, by our name. Its ITL is our TPOT. */
const TIMES = [
  ['ttft', 'time_to_first_token'],
  ['ttfo', 'time_to_first_output_token'],
  ['tpot', 'inter_token_latency'],
  ['icl', 'inter_chunk_latency'],
  ['dur', 'request_latency'],
] as const

const STATISTICS = [
  ['mean', 'avg'],
  ['min', 'min'],
  ['max', 'max'],
  ['p50', 'p50'],
  ['p75', 'p75'],
  ['p90', 'p90'],
  ['p95', 'p95'],
  ['p99', 'p99'],
] as const

/**
 * Its rates. Their time starts with the phase, which for users is when the first request is sent. A
 * rate may send its first one much later.
 */
const RATES = [
  ['rps', 'request_throughput'],
  ['tps', 'output_token_throughput'],
  ['goodput', 'goodput'],
] as const

/** True for `profile_export_aiperf.json`. */
export function isAiperf(raw: Raw): boolean {
  return typeof raw.aiperf_version === 'string' && 'request_count' in raw
}

export function readAiperf(name: string, raw: Raw): Report {
  const config = rawOf(raw.input_config)
  const endpoint = endpointOf(raw)
  const load = loadOf(config)
  const ok = averageOf(raw, 'request_count')
  // The file has no count of errors where there were none.
  const counts = { ok, failed: averageOf(raw, 'error_request_count') ?? (ok === null ? null : 0) }
  return otherReport({
    name,
    tool: toolName(TOOL, raw.aiperf_version),
    startedAt: startOf(raw.start_time),
    url: urlOf(endpoint),
    model: modelOf(config),
    isPartial: raw.was_cancelled === true || raw.is_complete === false,
    levels:
      load === null
        ? []
        : [
            otherLevel({
              load,
              values: valuesOf(raw, load, counts),
              trust: trustOf(raw, load, counts),
              failures: failuresOf(raw.error_summary),
              tokensFrom: endpoint.use_server_token_count === true ? 'usage' : 'tokenizer',
            }),
          ],
  })
}

function averageOf(raw: Raw, metric: string): number | null {
  return amountOf(rawOf(raw[metric]).avg)
}

interface Counts {
  readonly ok: number | null
  readonly failed: number | null
}

function endpointOf(raw: Raw): Raw {
  return rawOf(rawOf(raw.input_config).endpoint)
}

function valuesOf(raw: Raw, load: Load, { ok, failed }: Counts) {
  const rates = load.kind === 'users' ? RATES : []
  const times = TIMES.filter(
    ([family]) => family !== 'tpot' || endpointOf(raw).per_chunk_usage !== true,
  ).flatMap(([family, metric]) => {
    const { unit, ...statistics } = rawOf(raw[metric])
    return unit === 'ms'
      ? STATISTICS.map(
          ([ours, theirs]): Entry => [`${family}_${ours}`, numberOf(statistics[theirs])],
        )
      : []
  })
  return present([
    ...times,
    ...rates.map(([ours, theirs]): Entry => [ours, averageOf(raw, theirs)]),
    ['tokens', averageOf(raw, 'total_osl')],
    ['ok', ok],
    ['failed', failed],
  ])
}

/** Load of the phase that was measured, or null where the file has none that we know. */
function loadOf(config: Raw): Load | null {
  const phases = listOf(config.phases).map(rawOf)
  const phase = phases.find(({ kind, name }) => (kind ?? name) === 'profiling')
  const old = rawOf(config.loadgen)
  const rate = numberOf(phase?.rate) ?? numberOf(old.request_rate)
  const users = numberOf(phase?.concurrency) ?? numberOf(old.concurrency)
  const arrivals = textOf(phase?.type, MAX_NAME) ?? textOf(old.arrival_pattern, MAX_NAME)
  if (rate !== null && rate > 0) {
    return { kind: 'rate', value: rate, arrivals: arrivals === 'poisson' ? null : arrivals }
  }
  return users === null || users <= 0 ? null : { kind: 'users', value: users, arrivals: null }
}

function modelOf(config: Raw): string | null {
  const models = rawOf(config.models)
  const names = [
    ...listOf(models.items).map((item) => rawOf(item).name),
    ...listOf(rawOf(config.endpoint).model_names),
  ]
  return names.flatMap((name) => textOf(name, MAX_NAME) ?? []).join(', ') || null
}

function urlOf(endpoint: Raw): unknown {
  return listOf(endpoint.urls)[0] ?? endpoint.url
}

/** The client’s local time: the file names no zone. */
function startOf(value: unknown): string | null {
  const text = textOf(value, MAX_NAME)
  return text === null ? null : `${text.slice(0, 19).replace('T', ' ')}, the client’s local time`
}

/** Difference of two counts of tokens, in percent, from which the bench warns too. */
const MAX_DIFFERENCE = 10

/** Numbers that are made of tokens. */
const TOKEN_NUMBERS = ['tokens', 'tps', 'total_tps', 'tpot', 'request_tps']

/** True if goodput has a limit on a number that is made of tokens, or does not say its limits. */
function hasTokenLimit(config: Raw): boolean {
  return isRaw(config.slos)
    ? Object.keys(config.slos).some(
        (metric) => metric.includes('token') && !metric.startsWith('time_to_'),
      )
    : true
}

/** Check of the tokens, which its own tokenizer counts unless it is told to believe the server. */
function tokens(config: Raw, difference: number | null): Check {
  const endpoint = rawOf(config.endpoint)
  if (endpoint.use_server_token_count === true) {
    return { check: 'tokens', verdict: 'pass', message: 'The server counted the tokens.' }
  }
  if (difference === null) {
    return unseen('tokens', `${TOOL} counted the tokens, and the server did not.`)
  }
  return difference > MAX_DIFFERENCE
    ? {
        check: 'tokens',
        verdict: 'warn',
        message: `The tokenizer of ${TOOL} and the server disagree by ${withUnit(formatNumber(difference), '%')} on the tokens of a response, and the rates are by the tokenizer.`,
        spoils: hasTokenLimit(config) ? [...TOKEN_NUMBERS, 'goodput'] : TOKEN_NUMBERS,
      }
    : { check: 'tokens', verdict: 'pass', message: 'Tokenizer and server agree.' }
}

function trustOf(raw: Raw, load: Load, { ok, failed }: Counts): readonly Check[] {
  const endpoint = endpointOf(raw)
  const difference = averageOf(raw, 'usage_completion_tokens_diff_pct')
  return [
    ...countChecks(ok, failed),
    ...(endpoint.per_chunk_usage === true
      ? [
          otherMeaning(
            'Its ITL subtracts the tokens of the first chunk, and our TPOT one token, so it is left out.',
          ),
        ]
      : []),
    tokens(rawOf(raw.input_config), difference),
    ...(load.kind === 'rate'
      ? [
          otherMeaning(
            'With a request rate, its rates count from the start of the phase, and ours from the first send, so they are left out.',
          ),
          unseen('send_lag', `The file does not say how late ${TOOL} sent the requests.`),
        ]
      : []),
    ...blindSpots(TOOL),
  ]
}

function failuresOf(summary: unknown): readonly Failures[] {
  return listOf(summary)
    .slice(0, MAX_ERRORS)
    .map(rawOf)
    .flatMap(({ error_details, count }) => {
      const { type, message } = rawOf(error_details)
      const number = amountOf(count)
      return number === null
        ? []
        : [{ outcome: textOf(type, MAX_NAME) ?? 'error', count: number, example: textOf(message) }]
    })
}
