import { amountOf, numberOf, type Raw, textOf } from '../fields'
import type { Check, Load, Report } from '../report'
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

const TOOL = 'vLLM bench'
const MAX_NAME = 60

/** Backends that ask for text completions, whose chunks carry no role. */
const COMPLETIONS = ['vllm', 'openai']

const CHAT = 'openai-chat'

/** First version 0.x that does not take the chunk with the role for the first token of a chat. */
const FIRST_OF_CONTENT = 33

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
  const version = textOf(raw.version, MAX_NAME)
  const load = loadOf(raw)
  const isOurs = countsContent(backend, version)
  const ok = amountOf(raw.completed)
  const failed = amountOf(raw.failed) ?? rest(numberOf(raw.num_prompts), ok)
  return otherReport({
    name,
    tool: toolName(TOOL, version),
    startedAt: startOf(raw.date),
    url: null,
    model: raw.model_id,
    levels:
      load === null
        ? []
        : [
            otherLevel({
              load,
              values: present([
                ...(isOurs && ok !== 0 ? timesOf(raw) : []),
                ['rps', load.kind === 'users' ? numberOf(raw.request_throughput) : null],
                ['tps', load.kind === 'users' ? numberOf(raw.output_throughput) : null],
                ['tokens', numberOf(raw.total_output_tokens)],
                ['ok', ok],
                ['failed', failed],
              ]),
              trust: [
                ...countChecks(ok, failed),
                ...meaningOf(backend, isOurs),
                ...rateChecks(load),
                unseen(
                  'tokens',
                  'The file does not say whether the server counted the tokens, or a tokenizer did.',
                ),
                ...blindSpots(TOOL),
              ],
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

/**
 * True if its times stop at chunks of content, as far as the file shows. It names its version only
 * where `--metadata version=…` gave it.
 */
function countsContent(backend: string, version: string | null): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? []
  return (
    COMPLETIONS.includes(backend) ||
    (backend === CHAT && (Number(major) > 0 || Number(minor) >= FIRST_OF_CONTENT))
  )
}

function timesOf(raw: Raw): readonly Entry[] {
  return TIMES.flatMap(([ours, theirs]): Entry[] => [
    [`${ours}_mean`, numberOf(raw[`mean_${theirs}_ms`])],
    [`${ours}_p50`, numberOf(raw[`median_${theirs}_ms`])],
    ...['p75', 'p90', 'p95', 'p99'].map(
      (one): Entry => [`${ours}_${one}`, numberOf(raw[`${one}_${theirs}_ms`])],
    ),
  ])
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

function rateChecks({ kind }: Load): readonly Check[] {
  return kind === 'users'
    ? []
    : [
        otherMeaning(
          'With a request rate, its rates count from the start of the schedule, and ours from the first send, so they are left out.',
        ),
        unseen('send_lag', `The file does not say how late ${TOOL} sent the requests.`),
      ]
}

function meaningOf(backend: string, isOurs: boolean): readonly Check[] {
  if (isOurs) {
    return [
      {
        check: 'chunks',
        verdict: 'warn',
        message: `${TOOL} counts chunks with an empty text too, such as the last of a completion that says why it ended.`,
      },
    ]
  }
  return [
    otherMeaning(
      backend === CHAT
        ? 'Before 0.33, its TTFT of a chat ended with the chunk that has the role and no text, and the file names no later version, so TTFT, ITL, TPOT and E2EL are left out: --metadata version=0.33.0 names it.'
        : `Its times of the backend ${backend} are left out: this page does not know where they end.`,
    ),
  ]
}
