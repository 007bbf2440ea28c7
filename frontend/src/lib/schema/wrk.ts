// Made by types.mjs from docs/wrk.schema.json. Change the schema, and run: npm run types

export type Wrk = {
  readonly schema: "firsttoken.wrk/1"
  readonly started_at: string
  readonly tool: "wrk" | "wrk2"
  readonly tool_version: string
  readonly corrected: boolean
  readonly latency_meaning: string
  readonly partial: boolean
  readonly url: string
  readonly rate_asked: number | null
  readonly duration_asked_s: number
  readonly connections: number
  readonly connections_opened: number
  readonly threads: number
  readonly timeout_s: number
  readonly latency_ms: Latency
  readonly rate: number | null
  readonly requests: number | null
  readonly bytes: number | null
  readonly bytes_per_s: number | null
  readonly duration_s: number | null
  readonly errors: Errors
  readonly server: Server
  readonly client?: Client
  readonly failure: string | null
  readonly reference: string
  readonly rounds: number
  readonly targets: readonly ({
    readonly name: string
    readonly url: string
    readonly start_ms: number | null
    readonly response_status: number | null
    readonly response_bytes: number | null
    readonly failure: string | null
    readonly obstacle: string | null
    readonly errors: number
    readonly p50: number | null
    readonly p99: number | null
    readonly rate: number | null
    readonly cpu_per_100k_requests: number | null
    readonly peak_rss_bytes: number | null
    readonly ratios: {
      readonly p50?: Interval
      readonly p99?: Interval
      readonly rate?: Interval
      readonly cpu_per_100k_requests?: Interval
      readonly peak_rss_bytes?: Interval
    }
  })[]
  readonly verdicts: readonly ({
    readonly target: string
    readonly metric: "p50" | "p99" | "rate" | "cpu_per_100k_requests"
    readonly verdict: "faster" | "slower" | "no difference"
    readonly ratio: number | null
    readonly low: number | null
    readonly high: number | null
    readonly smallest_visible: number | null
    readonly within_error: boolean
    readonly pairs: number
  })[]
  readonly runs: readonly ({
    readonly target: string
    readonly round: number
    readonly started_at: string
    readonly raw: string
    readonly exit_status: number | null
    readonly latency_ms: Latency
    readonly rate: number | null
    readonly requests: number | null
    readonly bytes: number | null
    readonly bytes_per_s: number | null
    readonly duration_s: number | null
    readonly errors: Errors
    readonly server: Server
    readonly client?: Client
    readonly failure: string | null
    readonly latency_count: number | null
    readonly spectrum: readonly ({
      readonly ms: number | null
      readonly percentile: number | null
      readonly count: number
    })[]
    readonly uncorrected_latency_ms: Latency
    readonly uncorrected_spectrum: readonly ({
      readonly ms: number | null
      readonly percentile: number | null
      readonly count: number
    })[]
  })[]
  readonly options: Readonly<Record<string, string>>
  readonly environment: object
}

export type Latency = {
  readonly mean: number | null
  readonly stdev: number | null
  readonly max: number | null
  readonly p50: number | null
  readonly p75: number | null
  readonly p90: number | null
  readonly p99: number | null
  readonly p999: number | null
  readonly p9999: number | null
  readonly p99999: number | null
} | null

export type Errors = {
  readonly connect: number
  readonly read: number
  readonly write: number
  readonly timeout: number
  readonly status: number
} | null

export type Client = {
  readonly cpu: number
  readonly cores: number | null
} | null

export type Server = {
  readonly window: number
  readonly cpu: number
  readonly cpu_per_100k_requests: number | null
  readonly peak_rss_bytes: number
  readonly threads: number
  readonly processes: number
  readonly found_by: string
} | null

export type Interval = {
  readonly ratio: number | null
  readonly low: number | null
  readonly high: number | null
}
