// Made by types.mjs from docs/compare.schema.json. Change the schema, and run: npm run types

export type Compare = {
  readonly schema: "firsttoken.compare/1"
  readonly started_at: string
  readonly machine: string
  readonly mode: "synthetic" | "relay" | "micro"
  readonly reference: string
  readonly rounds: number
  readonly measured_at_different_times: boolean
  readonly error_rate: number
  readonly expectations_met: boolean
  readonly targets: readonly ({
    readonly name: string
    readonly url: string
    readonly start_ms: number | null
    readonly failure: string | null
    readonly levels: readonly ({
      readonly level: string
      readonly rounds: number
      readonly doubtful_rounds: readonly (number)[]
      readonly obstacle: null | Note
      readonly warnings: Codes
      readonly ttft_p50: number | null
      readonly ttft_p95: number | null
      readonly ttft_p99: number | null
      readonly tpot_p50: number | null
      readonly tpot_p95: number | null
      readonly icl_p50: number | null
      readonly icl_p95: number | null
      readonly icl_p99: number | null
      readonly transit_p50: number | null
      readonly transit_p95: number | null
      readonly transit_p99: number | null
      readonly due_delay_p50: number | null
      readonly due_delay_p99: number | null
      readonly lateness_p50: number | null
      readonly lateness_p99: number | null
      readonly dur_p50: number | null
      readonly dur_p95: number | null
      readonly dur_p99: number | null
      readonly rps: number | null
      readonly tps: number | null
      readonly cpu_per_100k_frames: number | null
      readonly cpu_per_100k_requests: number | null
      readonly peak_rss_bytes: number | null
      readonly ratios: Readonly<Record<string, Ratio>>
      readonly added_ms: Readonly<Record<string, Added>>
    })[]
  })[]
  readonly verdicts: readonly ({
    readonly metric: "ttft_p50" | "ttft_p95" | "ttft_p99" | "tpot_p50" | "tpot_p95" | "icl_p50" | "icl_p95" | "icl_p99" | "transit_p50" | "transit_p95" | "transit_p99" | "due_delay_p50" | "due_delay_p99" | "lateness_p50" | "lateness_p99" | "dur_p50" | "dur_p95" | "dur_p99" | "rps" | "tps" | "cpu_per_100k_frames" | "cpu_per_100k_requests" | "peak_rss_bytes"
    readonly level: string
    readonly target: string
    readonly reference: string
    readonly ratio: number | null
    readonly low: number | null
    readonly high: number | null
    readonly verdict: "faster" | "slower" | "no difference"
    readonly smallest_visible: number | null
    readonly below_measurement_error: boolean
    readonly pairs: number
    readonly doubtful_rounds: readonly (number)[]
    readonly warnings: Codes
  })[]
  readonly expectations: readonly ({
    readonly expectation: string
    readonly outcome: Outcome
    readonly confidence: number
    readonly message: string
    readonly levels: readonly ({
      readonly level: string
      readonly ratio: number | null
      readonly low: number | null
      readonly high: number | null
      readonly outcome: Outcome
      readonly obstacle: string | null
    })[]
  })[]
  readonly notes: readonly (Note)[]
  readonly warnings: readonly ({
    readonly code: string
    readonly message: string
    readonly places: readonly (string)[]
    readonly actionable: boolean
    readonly spoils: readonly (string)[]
  })[]
}

export type Ratio = {
  readonly ratio: number | null
  readonly low: number | null
  readonly high: number | null
}

export type Added = {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

export type Note = {
  readonly code: "different_times" | "environments_differ" | "options_differ" | "target_failed" | "reference_missing" | "not_measured" | "level_not_valid" | "other_work" | "other_failures" | "rounds_left_out" | "still_warming" | "slowest_for_p99" | "too_few_rounds" | "zero_value" | "no_variance" | "other_cpu" | "error_unknown" | "resolve_not_reached" | "resolve_below_error"
  readonly message: string
}

export type Outcome = "holds" | "undecided" | "fails"

export type Codes = readonly (string)[]
