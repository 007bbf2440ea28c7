import { expect, test } from 'vitest'
import { families, jsonOf, messages, only, opened } from '../../../../test/results/others'
import { doubtOf } from '../doubts'
import { type Raw, rawOf } from '../fields'
import type { Level } from '../report'

/** A file with a part of it replaced. */
function replaced(raw: Raw, path: readonly string[], value: unknown): Raw {
  const [first = '', ...rest] = path
  return { ...raw, [first]: rest.length === 0 ? value : replaced(rawOf(raw[first]), rest, value) }
}

test('AIPerf: each time whose formula is ours is read, by our name', () => {
  const raw = jsonOf('aiperf.json')
  const level = only(raw)
  expect(level.load).toEqual({ kind: 'users', value: 4, arrivals: null })
  const pairs = [
    ['ttft', 'time_to_first_token'],
    ['ttfo', 'time_to_first_output_token'],
    ['tpot', 'inter_token_latency'],
    ['icl', 'inter_chunk_latency'],
    ['dur', 'request_latency'],
  ] as const
  for (const [ours, theirs] of pairs) {
    expect(level.values.get(`${ours}_p95`)).toBe(rawOf(raw[theirs]).p95)
    expect(level.values.get(`${ours}_mean`)).toBe(rawOf(raw[theirs]).avg)
  }
  expect(level.values.get('rps')).toBe(rawOf(raw.request_throughput).avg)
  expect(level.values.get('tps')).toBe(rawOf(raw.output_token_throughput).avg)
  expect(level.values.get('ok')).toBe(120)
  expect(opened(raw).options).toContainEqual(['model', 'synthetic'])
})

test('AIPerf: what divides by other tokens is left out, and said', () => {
  const raw = replaced(jsonOf('aiperf.json'), ['input_config', 'endpoint', 'per_chunk_usage'], true)
  const level = only(raw)
  expect(families(level)).not.toContain('tpot')
  expect(messages(level, 'other_meaning').join(' ')).toContain('first chunk')
})

test.each([
  [92.3, false, 'warn'],
  [10, false, 'pass'],
  [92.3, true, 'pass'],
  [null, false, 'unseen'],
])(
  'AIPerf: tokens that differ by %s %% with the server’s count %s are a %s',
  (avg, server, verdict) => {
    const raw = { ...jsonOf('aiperf.json'), usage_completion_tokens_diff_pct: { avg } }
    const path = ['input_config', 'endpoint', 'use_server_token_count']
    const level = only(replaced(raw, path, server))
    expect(level.trust.find(({ check }) => check === 'tokens')?.verdict).toBe(verdict)
    expect(level.tokensFrom).toBe(server ? 'usage' : 'tokenizer')
  },
)

test('AIPerf: the real file says that its tokenizer and the server disagree', () => {
  expect(messages(only(jsonOf('aiperf.json')), 'tokens')[0]).toMatch(/disagree by 92\.3\u00a0%/)
})

test('AIPerf: a run that was cancelled is partial', () => {
  expect(opened({ ...jsonOf('aiperf.json'), was_cancelled: true }).isPartial).toBe(true)
})

test('AIPerf: a time in another unit is left out', () => {
  const level = only(replaced(jsonOf('aiperf.json'), ['time_to_first_token', 'unit'], 'sec'))
  expect(families(level)).not.toContain('ttft')
})

test('AIPerf: a rate is one, with its arrivals, and errors have their kinds', () => {
  const phases = [
    { name: 'warmup', type: 'poisson', rate: 1 },
    { name: 'profiling', type: 'constant', rate: 20 },
  ]
  const rate = replaced(jsonOf('aiperf.json'), ['input_config', 'phases'], phases)
  const errors = [{ error_details: { type: 'Busy', message: 'Try later.' }, count: 3 }]
  const level = only({ ...rate, error_summary: errors, error_request_count: { avg: 3 } })
  expect(level.load).toEqual({ kind: 'rate', value: 20, arrivals: 'constant' })
  expect(level.failures).toEqual([{ outcome: 'Busy', count: 3, example: 'Try later.' }])
  expect(messages(level, 'failures')[0]).toMatch(/^2\.44\u00a0% of the requests failed: 3\./)
  expect(messages(level, 'send_lag').length).toBe(1)
  for (const rate of ['rps', 'tps', 'goodput']) {
    expect(level.values.has(rate)).toBe(false)
  }
  expect(messages(level, 'other_meaning')[0]).toContain('start of the phase')
})

test.each([
  [undefined, true],
  [{ inter_token_latency: 10 }, true],
  [{ time_to_first_token: 100, request_latency: 300 }, false],
])(
  'AIPerf: unsure tokens put all that is made of them in doubt, and goodput of %j: %s',
  (slos, is) => {
    const raw = { ...jsonOf('aiperf.json'), goodput: { avg: 20 } }
    const level = only(slos === undefined ? raw : replaced(raw, ['input_config', 'slos'], slos))
    for (const metric of ['tokens', 'tps', 'tpot_p50']) {
      expect(doubtOf(level, metric)?.sentences[0]).toMatch(/disagree/)
    }
    expect(doubtOf(level, 'goodput') !== null).toBe(is)
    expect(doubtOf(level, 'rps')).toBeNull()
  },
)

test('guidellm: each strategy is a level, with its first tokens and its rates', () => {
  const raw = jsonOf('guidellm.json')
  const { levels } = opened(raw)
  expect(levels.map(({ load }) => load)).toEqual([
    { kind: 'users', value: 1, arrivals: null },
    { kind: 'users', value: 4, arrivals: null },
  ])
  const metrics = rawOf(rawOf((raw.benchmarks as unknown[])[1]).metrics)
  const first = rawOf(rawOf(metrics.time_to_first_token_ms).successful)
  expect(levels[1]?.values.get('ttft_p95')).toBe(rawOf(first.percentiles).p95)
  expect(levels[1]?.values.get('rps')).toBe(
    rawOf(rawOf(metrics.requests_per_second).successful).mean,
  )
})

function guidellm(path: readonly string[], value: unknown): Raw {
  const raw = jsonOf('guidellm.json')
  const [first] = raw.benchmarks as unknown[]
  return { ...raw, benchmarks: [replaced(rawOf(first), path, value)] }
}

test('guidellm: its own warnings name their load, and touch its numbers', () => {
  const report = opened(jsonOf('guidellm.json'))
  expect(report.warnings.map(({ message }) => message.slice(0, 50))).toEqual([
    'At 1 user, mean generation delay was 15% of mean t',
    'At 4 users, mean generation delay was 6% of mean t',
  ])
  expect(report.warnings[0]?.message).toMatch(/\. This means that .* by the data generation\.$/)
  const [first, second] = report.levels
  expect(doubtOf(first as Level, 'ttft_p50')?.sentences).toEqual([report.warnings[0]?.message])
  expect(doubtOf(second as Level, 'rps')?.sentences).toEqual([report.warnings[1]?.message])
})

/** The file with a benchmark of another strategy before its own two. */
function withStrategy(strategy: unknown): Raw {
  const raw = jsonOf('guidellm.json')
  const [first, ...others] = raw.benchmarks as unknown[]
  return {
    ...raw,
    benchmarks: [replaced(rawOf(first), ['config', 'strategy'], strategy), first, ...others],
  }
}

test('guidellm: a benchmark without a load that we know is left out, and said', () => {
  const report = opened(withStrategy({ type_: 'throughput', max_concurrency: null }))
  expect(report.levels.map(({ load }) => load.value)).toEqual([1, 4])
  expect(report.leftOut).toContain(
    '1 of 3 benchmarks names no load that this page knows (throughput), and is left out.',
  )
  expect(report.warnings.map(({ levels }) => levels)).toEqual([[0], [1]])
  expect(opened(withStrategy(7)).leftOut.join(' ')).toContain('knows (without a strategy)')
  expect(opened(jsonOf('guidellm.json')).leftOut.length).toBe(1)
})

test('guidellm: benchmarks past the most that the page reads are left out, and said', () => {
  const raw = jsonOf('guidellm.json')
  const [first] = raw.benchmarks as unknown[]
  const report = opened({ ...raw, benchmarks: Array.from({ length: 501 }, () => first) })
  expect(report.levels.length).toBe(500)
  expect(report.leftOut).toContain('Only the first 500 of 501 benchmarks are read.')
})

test('guidellm: ITL is our TPOT only where each response counts as often', () => {
  const equal = only(guidellm(['metrics', 'output_token_count', 'successful'], { min: 9, max: 9 }))
  expect(families(equal)).toContain('tpot')
  const mixed = only(guidellm(['metrics', 'output_token_count', 'successful'], { min: 9, max: 10 }))
  expect(families(mixed)).not.toContain('tpot')
  expect(messages(mixed, 'other_meaning').join(' ')).toContain('Its ITL counts a response once')
})

test('guidellm: latency to the end of the stream, and TPOT with the first token, are left out', () => {
  const level = only(guidellm(['x'], 1))
  expect(families(level)).not.toContain('dur')
  const sentences = messages(level, 'other_meaning').join(' ')
  expect(sentences).toContain('Its request latency ends with the stream')
  expect(sentences).toContain('Its TPOT includes the time to the first token')
})

test('guidellm: rates of a part of the run are left out', () => {
  const level = only(guidellm(['scheduler_metrics', 'measure_start_time'], 7))
  expect(families(level)).not.toContain('rps')
  expect(level.values.has('rps')).toBe(false)
  expect(messages(level, 'other_meaning').join(' ')).toContain('a part of the run')
})

test.each([
  [{ type_: 'synchronous' }, { kind: 'users', value: 1, arrivals: null }],
  [
    { type_: 'concurrent', streams: 8 },
    { kind: 'users', value: 8, arrivals: null },
  ],
  [
    { type_: 'throughput', max_concurrency: 50 },
    { kind: 'users', value: 50, arrivals: 'all at once' },
  ],
  [
    { type_: 'constant', rate: 2.5 },
    { kind: 'rate', value: 2.5, arrivals: 'constant' },
  ],
  [
    { type_: 'poisson', rate: 2.5 },
    { kind: 'rate', value: 2.5, arrivals: null },
  ],
])('guidellm: the strategy %j is a load', (strategy, load) => {
  expect(only(guidellm(['config', 'strategy'], strategy)).load).toEqual(load)
})

test('vLLM bench: times of completions are read, and marked, since textless chunks count', () => {
  const raw = jsonOf('vllm-completions.json')
  const level = only(raw)
  expect(level.load).toEqual({ kind: 'users', value: 4, arrivals: null })
  expect(level.values.get('ttft_p50')).toBe(raw.median_ttft_ms)
  expect(level.values.get('ttft_p95')).toBe(raw.p95_ttft_ms)
  expect(level.values.get('icl_p99')).toBe(raw.p99_itl_ms)
  expect(level.values.get('tpot_mean')).toBe(raw.mean_tpot_ms)
  expect(level.values.get('dur_p50')).toBe(raw.median_e2el_ms)
  expect(level.values.get('rps')).toBe(raw.request_throughput)
  expect(messages(level, 'chunks').length).toBe(1)
})

test('vLLM bench: times of chat are read where the file names a version that counts content', () => {
  const raw = jsonOf('vllm-chat.json')
  expect(raw.version).toBe('0.33.0')
  const level = only(raw)
  expect(level.values.get('ttft_p95')).toBe(raw.p95_ttft_ms)
  expect(families(level)).toEqual(expect.arrayContaining(['dur', 'icl', 'tpot', 'ttft']))
  expect(opened(raw).tool).toBe('vLLM bench 0.33.0')
})

test.each([
  [undefined, 'openai-chat'],
  ['0.32.1', 'openai-chat'],
  ['latest', 'openai-chat'],
  ['0.33.0', 'openai-audio'],
])('vLLM bench: times of version %s and backend %s are left out, and said', (version, backend) => {
  const raw: Raw = { ...jsonOf('vllm-chat.json'), version, backend }
  const level = only(raw)
  expect(raw.median_ttft_ms).toBeTypeOf('number')
  for (const family of ['ttft', 'tpot', 'icl', 'dur']) {
    expect(families(level)).not.toContain(family)
  }
  expect(level.values.get('tps')).toBe(raw.output_throughput)
  expect(messages(level, 'other_meaning').length).toBe(1)
})

test.each(['0.33.0', '0.40', 'v1.0.2'])('vLLM bench: version %s counts content', (version) => {
  expect(families(only({ ...jsonOf('vllm-chat.json'), version }))).toContain('ttft')
})

test('vLLM bench: rates of a schedule, which starts before the first send, are left out', () => {
  const level = only({ ...jsonOf('vllm-completions.json'), request_rate: 10, burstiness: 1 })
  expect(level.load).toEqual({ kind: 'rate', value: 10, arrivals: null })
  expect(level.values.has('rps')).toBe(false)
  expect(level.values.has('tps')).toBe(false)
  expect(messages(level, 'other_meaning')[0]).toContain('start of the schedule')
})

test('vLLM bench: without a rate and a limit, all prompts are sent at once', () => {
  const raw = { ...jsonOf('vllm-completions.json'), max_concurrency: null, num_prompts: 50 }
  expect(only(raw).load).toEqual({ kind: 'users', value: 50, arrivals: 'all at once' })
})
