// Made by types.mjs from docs/result.schema.json. Change the schema, and run: npm run types

export type Result = {
  readonly schema: "firsttoken.result/1"
  readonly command: "smoke" | "run" | "sweep" | "calibrate" | "compare" | "micro" | "merge"
  readonly started_at: string
  readonly partial: boolean
  readonly valid: boolean
  readonly found?: number | null
  readonly found_capped?: boolean
  readonly max_load?: number | null
  readonly slo_met?: boolean
  readonly runs?: readonly (Run)[]
  readonly targets?: readonly (Target)[]
  readonly shard?: Shard
  readonly shards?: Shards
  readonly levels: readonly (Level)[]
  readonly failures: Failures
  readonly warnings: readonly (Warning)[]
  readonly calibration: null | Calibration
  readonly options: {
    readonly url?: string
    readonly merged?: readonly (string)[]
  } &
    Readonly<Record<string, string | number | boolean | null>>
  readonly environment: Environment
} & Partial<Numbers> & Partial<Medians>

export type Numbers = {
  readonly concurrency: number | null
  readonly rate: number | null
  readonly arrivals: string | null
  readonly total: number | null
  readonly planned_duration: number | null
  readonly planned_ramp: number | null
  readonly target?: string
  readonly round?: number
  readonly kind?: "chat" | "whole" | "micro"
  readonly ok: number
  readonly failed: number
  readonly wall: number | null
  readonly rps: number | null
  readonly steady_rps?: number | null
  readonly common_time?: number | null
  readonly tps?: number | null
  readonly bytes_per_second?: number | null
  readonly input_tps?: number | null
  readonly total_tps?: number | null
  readonly good?: number
  readonly goodput?: number | null
  readonly goodput_share?: number | null
  readonly slo?: readonly (Objective)[]
  readonly sent: number
  readonly aborted: number
  readonly ramp: number
  readonly warmup: number
  readonly warmup_failed: number
  readonly resent?: number
  readonly reconnected?: number
  readonly rested?: number
  readonly without_last_event?: number
  readonly of_another_type?: number
  readonly tokens?: number
  readonly tokens_from?: "usage" | "tokenizer" | "events" | "mixed" | null
  readonly token_sources?: Readonly<Record<string, number>>
  readonly tokens_compared?: {
    readonly usage: number
    readonly other: number
    readonly usage_tokenized: number
    readonly tokenized: number
  }
  readonly tokens_disagree?: number | null
  readonly events?: number
  readonly reasoning_events?: number
  readonly tool_call_events?: number
  readonly reads: number
  readonly events_per_read?: number | null
  readonly bytes: number
  readonly prompt_tokens?: number | null
  readonly cached_tokens?: number | null
  readonly cached_of?: number | null
  readonly cached_share?: number | null
  readonly input_tokens_asked?: number | null
  readonly output_tokens_asked?: number | null
  readonly short_responses?: number | null
  readonly short_of?: number | null
  readonly shortest_tokens?: number | null
  readonly shortest_asked?: number | null
  readonly finish_reasons?: Readonly<Record<string, number>>
  readonly conservation: "holds" | "broken"
  readonly little: "holds" | "broken" | "none"
  readonly steady: number | null
  readonly in_flight: number | null
  readonly in_flight_expected: number | null
  readonly most_in_flight: number | null
  readonly failures: Failures
  readonly gaps_in_one_read?: number
  readonly unstreamed?: number
  readonly clock_shared?: boolean
  readonly trust?: readonly ({
    readonly check: "answered" | "failures" | "conservation" | "little" | "load" | "send_lag" | "client_cpu" | "loop_delay" | "pauses" | "steal" | "coalesced" | "prompt_cache" | "tokens" | "lengths" | "samples" | "clock"
    readonly verdict: "pass" | "unseen" | "warn" | "fail"
    readonly message: string
  })[]
  readonly client?: {
    readonly window: number
    readonly cpu: number
    readonly loops: number
    readonly busiest_loop_cpu: number
    readonly loop_delay_p99: number
    readonly loop_delay_max: number
    readonly gcs: number
    readonly gc: number
    readonly safepoints: number | null
    readonly safepoint: number | null
    readonly steal_share: number | null
  } | null
  readonly server?: null | unknown | unknown
  readonly server_says?: ServerMetrics
  readonly server_metrics?: ServerMetrics
} &
  { readonly [Name in `ttft_p${number}`]?: number | null } &
  { readonly [Name in `ttft_${'mean' | 'stddev' | 'min' | 'max'}`]?: number | null } &
  { readonly [Name in `ttft_from_write_p${number}`]?: number | null } &
  { readonly [Name in `ttft_from_write_${'mean' | 'stddev' | 'min' | 'max'}`]?: number | null } &
  { readonly [Name in `ttfo_p${number}`]?: number | null } &
  { readonly [Name in `ttfo_${'mean' | 'stddev' | 'min' | 'max'}`]?: number | null } &
  { readonly [Name in `ttfb_p${number}`]?: number | null } &
  { readonly [Name in `ttfb_${'mean' | 'stddev' | 'min' | 'max'}`]?: number | null } &
  { readonly [Name in `due_ttft_p${number}`]?: number | null } &
  { readonly [Name in `due_ttft_${'mean' | 'stddev' | 'min' | 'max'}`]?: number | null } &
  { readonly [Name in `dur_p${number}`]?: number | null } &
  { readonly [Name in `dur_${'mean' | 'stddev' | 'min' | 'max'}`]?: number | null } &
  { readonly [Name in `due_dur_p${number}`]?: number | null } &
  { readonly [Name in `due_dur_${'mean' | 'stddev' | 'min' | 'max'}`]?: number | null } &
  { readonly [Name in `send_lag_p${number}`]?: number | null } &
  { readonly [Name in `send_lag_${'mean' | 'stddev' | 'min' | 'max'}`]?: number | null } &
  { readonly [Name in `tpot_p${number}`]?: number | null } &
  { readonly [Name in `tpot_${'mean' | 'stddev' | 'min' | 'max'}`]?: number | null } &
  { readonly [Name in `icl_p${number}`]?: number | null } &
  { readonly [Name in `icl_${'mean' | 'stddev' | 'min' | 'max'}`]?: number | null } &
  { readonly [Name in `connect_p${number}`]?: number | null } &
  { readonly [Name in `connect_${'mean' | 'stddev' | 'min' | 'max'}`]?: number | null } &
  { readonly [Name in `close_p${number}`]?: number | null } &
  { readonly [Name in `close_${'mean' | 'stddev' | 'min' | 'max'}`]?: number | null } &
  { readonly [Name in `lateness_p${number}`]?: number | null } &
  { readonly [Name in `lateness_${'mean' | 'stddev' | 'min' | 'max'}`]?: number | null } &
  { readonly [Name in `transit_p${number}`]?: number | null } &
  { readonly [Name in `transit_${'mean' | 'stddev' | 'min' | 'max'}`]?: number | null } &
  { readonly [Name in `due_delay_p${number}`]?: number | null } &
  { readonly [Name in `due_delay_${'mean' | 'stddev' | 'min' | 'max'}`]?: number | null } &
  { readonly [Name in `request_tps_p${number}`]?: number | null } &
  { readonly [Name in `request_tps_${'mean' | 'stddev' | 'min' | 'max'}`]?: number | null }

export type ServerMetrics = {
  readonly from: string
  readonly counters: Readonly<Record<string, number>>
  readonly ttft_name: string | null
  readonly ttft_count: number
  readonly ttft_mean: number | null
  readonly ttft_p50: number | null
  readonly ttft_p95: number | null
} | null

export type Round = {
  readonly round: number
  readonly valid: boolean
  readonly doubt: string | null
  readonly ttft_p50: number | null
  readonly ttft_p95?: number | null
  readonly ttft_p99?: number | null
  readonly tpot_p50?: number | null
  readonly tpot_p95?: number | null
  readonly icl_p50?: number | null
  readonly icl_p95?: number | null
  readonly icl_p99?: number | null
  readonly transit_p50?: number | null
  readonly transit_p95?: number | null
  readonly transit_p99?: number | null
  readonly due_delay_p50?: number | null
  readonly due_delay_p99?: number | null
  readonly lateness_p50?: number | null
  readonly lateness_p99?: number | null
  readonly dur_p50?: number | null
  readonly dur_p95?: number | null
  readonly dur_p99?: number | null
  readonly rps: number | null
  readonly tps?: number | null
  readonly cpu_per_100k_frames: number | null
  readonly cpu_per_100k_requests?: number | null
  readonly peak_rss_bytes?: number | null
}

export type Target = {
  readonly name: string
  readonly url: string
  readonly start_ms: number | null
  readonly failure: string | null
}

export type Clock = {
  readonly synchronised: boolean
  readonly offset: number | null
  readonly error: number | null
}

export type Shard = {
  readonly index: number
  readonly count: number
  readonly start_at: string | null
  readonly clock: null | Clock
}

export type Shards = {
  readonly count: number
  readonly merged: number
  readonly missing: readonly (number)[]
  readonly parts: readonly (Part)[]
}

export type Part = {
  readonly index: number
  readonly count: number
  readonly start_at: string | null
  readonly clock: null | Clock
  readonly name: string
  readonly started_at: string
  readonly partial: boolean
  readonly valid: boolean
  readonly late: number
  readonly early: number
  readonly apart: boolean
  readonly warnings: readonly (Warning)[]
}

export type Level = Numbers & {
  readonly rounds?: readonly (Round)[]
  readonly covered: readonly (Span)[]
  readonly time_spans?: readonly (Span)[]
  readonly series?: null | Series
  readonly slowest?: readonly (Slow)[]
  readonly histograms: Readonly<Record<string, Histogram>>
}

export type Series = {
  readonly t_ms: readonly (number)[]
  readonly width_ms: readonly (number)[]
  readonly rps: readonly (number)[]
  readonly tps: readonly (number)[]
  readonly in_flight: readonly (number)[]
  readonly ttft_p50: readonly (number | null)[]
  readonly ttft_p95: readonly (number | null)[]
  readonly errors: readonly (number)[]
  readonly peak: {
    readonly rps: number
    readonly tps: number
    readonly in_flight: number
    readonly ttft_p50: number | null
    readonly ttft_p95: number | null
    readonly errors: number
  }
}

export type Slow = {
  readonly t_ms: number
  readonly round: number
  readonly user: number
  readonly ttft: number
  readonly dur: number
  readonly tokens: number
  readonly events: number
  readonly finish_reason: string | null
  readonly longest_gap: number | null
  readonly longest_gap_at: number | null
  readonly offsets_ms: readonly (number)[]
}

export type Span = {
  readonly from: string
  readonly to: string
}

export type Histogram = {
  readonly count: number
  readonly min_ns: number
  readonly max_ns: number
  readonly hdr: string
}

export type Objective = {
  readonly objective: string
  readonly met: boolean
  readonly value: number | null
}

export type Failures = Readonly<Record<string, {
    readonly count: number
    readonly example: string | null
    readonly status?: number | null
  }>>

export type Warning = {
  readonly code: string
  readonly message: string
  readonly levels: readonly (number)[]
  readonly actionable?: boolean
  readonly spoils?: readonly (string)[]
}

export type Medians = {
  readonly ttft: number | null
  readonly tokens: number | null
  readonly duration: number | null
  readonly tps: number | null
  readonly tokens_from: "usage" | "tokenizer" | "events" | "mixed" | null
  readonly ttft_from_write: number | null
  readonly ttfo: number | null
  readonly tpot: number | null
  readonly connect: number | null
  readonly close: number | null
} &
  { readonly [Name in `icl_p${number}`]?: number | null }

export type Run = {
  readonly ttft: number | null
  readonly tokens: number | null
  readonly duration: number | null
  readonly tps: number | null
  readonly tokens_from: "usage" | "tokenizer" | "events" | "mixed" | null
  readonly ttft_from_write: number | null
  readonly ttfo: number | null
  readonly tpot: number | null
  readonly connect: number | null
  readonly close: number | null
  readonly icl_p50: number | null
  readonly icl_p99: number | null
  readonly events: number
  readonly reasoning_events: number
  readonly tool_call_events: number
  readonly prompt_tokens: number | null
  readonly reads: number
  readonly bytes: number
  readonly finish_reason: string | null
  readonly status: number
  readonly outcome: string
  readonly detail: string | null
}

export type Calibration = {
  readonly at: string
  readonly machine: string
  readonly streams: number
  readonly delay_ms: number
  readonly ttft_bias_p50: number | null
  readonly ttft_bias_p99: number | null
  readonly transit_p50: number | null
  readonly transit_p99: number | null
  readonly ceiling_events_per_second: number | null
  readonly ceiling_streams: number
}

export type Environment = {
  readonly cpu: string
  readonly cores: number
  readonly memory_bytes: number
  readonly os: string
  readonly jvm: string
  readonly version: string
  readonly commit: string | null
  readonly governor: string | null
  readonly clock_source: string | null
  readonly proxy?: "jar_with_aot_cache" | "jar_without_aot_cache" | "classes"
}
