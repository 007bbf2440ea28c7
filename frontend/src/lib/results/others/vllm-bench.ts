import { numberOf, type Raw, textOf } from '../fields'
import type { Check, Load, Report } from '../report'
import {
  blindSpots,
  countChecks,
  type Entry,
  otherLevel,
  otherMeaning,
  otherReport,
  present,
  unseen,
} from './other-report'

const TOOL = 'vLLM bench'
const MAX_NAME = 60

/** Backends that ask for text completions, whose chunks carry no role. */
const COMPLETIONS = ['vllm', 'openai']

/** Its times that stop at a chunk, by our name. Its ITL is our ICL. */
const TIMES = [
  ['ttft', 'ttft'],
  ['tpot', 'tpot'],
  ['icl', 'itl'],
  ['dur', 'e2el'],
] as const

/** True for the file of `vllm bench serve --save-result`. */
export function isVllmBench(raw: Raw): boolean {
  return ['model_id', 'tokenizer_id', 'num_prompts', 'request_rate', 'completed', 'duration'].every(
    (field) => field in raw,
  )
}

export function readVllmBench(name: string, raw: Raw): Report {
  const backend = textOf(raw.backend, MAX_NAME) ?? textOf(raw.endpoint_type, MAX_NAME) ?? 'unknown'
  const load = loadOf(raw)
  const ok = numberOf(raw.completed)
  const failed = numberOf(raw.failed) ?? rest(numberOf(raw.num_prompts), ok)
  return otherReport({
    name,
    tool: TOOL,
    startedAt: startOf(raw.date),
    url: null,
    model: raw.model_id,
    levels:
      load === null
        ? []
        : [
            otherLevel({
              load,
              values: valuesOf(raw, load, backend, ok, failed),
              trust: trustOf(load, backend, ok, failed),
            }),
          ],
    options: [
      ['backend', backend],
      ['tokenizer', textOf(raw.tokenizer_id) ?? 'none'],
    ],
  })
}

/** Failed requests of a version that does not count them: those that did not complete. */
function rest(total: number | null, ok: number | null): number | null {
  return total === null || ok === null ? null : Math.max(0, total - ok)
}

/** `request_rate` is a number, or the text `inf` where all requests are sent at once. */
function loadOf(raw: Raw): Load | null {
  const rate = numberOf(raw.request_rate)
  const users = numberOf(raw.max_concurrency)
  const total = numberOf(raw.num_prompts)
  if (raw.ramp_up_strategy !== undefined) {
    return null
  }
  if (rate !== null && rate > 0) {
    return { kind: 'rate', value: rate, arrivals: raw.burstiness === 1 ? null : 'gamma' }
  }
  if (users !== null && users > 0) {
    return { kind: 'users', value: users, arrivals: null }
  }
  return total === null || total <= 0
    ? null
    : { kind: 'users', value: total, arrivals: 'all at once' }
}

function valuesOf(raw: Raw, load: Load, backend: string, ok: number | null, failed: number | null) {
  const isCompletions = COMPLETIONS.includes(backend)
  const hasNone = ok === null || ok === 0
  return present([
    ...(isCompletions && !hasNone
      ? TIMES.flatMap(([ours, theirs]) => timesOf(raw, ours, theirs))
      : []),
    ['rps', load.kind === 'users' ? numberOf(raw.request_throughput) : null],
    ['tps', load.kind === 'users' ? numberOf(raw.output_throughput) : null],
    ['tokens', numberOf(raw.total_output_tokens)],
    ['ok', ok],
    ['failed', failed],
  ])
}

function timesOf(raw: Raw, family: string, theirs: string): readonly Entry[] {
  const percentiles = ['p75', 'p90', 'p95', 'p99'].map(
    (one): Entry => [`${family}_${one}`, numberOf(raw[`${one}_${theirs}_ms`])],
  )
  return [
    [`${family}_mean`, numberOf(raw[`mean_${theirs}_ms`])],
    [`${family}_p50`, numberOf(raw[`median_${theirs}_ms`])],
    ...percentiles,
  ]
}

/** The client’s local time, written `20261129-210500`: the file names no zone. */
function startOf(value: unknown): string | null {
  const [, ...parts] =
    /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)$/.exec(textOf(value, MAX_NAME) ?? '') ?? []
  const [year, month, day, hour, minute, second] = parts
  return second === undefined
    ? null
    : `${year}-${month}-${day} ${hour}:${minute}:${second}, the client’s local time`
}

function trustOf(
  load: Load,
  backend: string,
  ok: number | null,
  failed: number | null,
): readonly Check[] {
  return [
    ...countChecks(ok, failed),
    ...meaningOf(backend),
    ...(load.kind === 'rate'
      ? [
          otherMeaning(
            'With a request rate, its rates count from the start of the schedule, and ours from the first send, so they are left out.',
          ),
          unseen('send_lag', `The file does not say how late ${TOOL} sent the requests.`),
        ]
      : []),
    unseen(
      'tokens',
      'The file does not say whether the server counted the tokens, or a tokenizer did.',
    ),
    ...blindSpots(TOOL),
  ]
}

function meaningOf(backend: string): readonly Check[] {
  return COMPLETIONS.includes(backend)
    ? [
        {
          check: 'chunks',
          verdict: 'warn',
          message: `${TOOL} counts each chunk of a completion, also one without text, such as the last that says why the response ended.`,
        },
      ]
    : [
        otherMeaning(
          `With the backend ${backend}, its TTFT ends with the first chunk, which has a role and no text, so it is left out, and so are ITL and TPOT, which start there.`,
        ),
        otherMeaning(
          'Its E2EL ends with the last chunk, which has no text, and our E2E with the last content event, so it is left out.',
        ),
      ]
}
