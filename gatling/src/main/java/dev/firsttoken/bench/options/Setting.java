package dev.firsttoken.bench.options;

import static dev.firsttoken.bench.options.ValueRule.number;
import static dev.firsttoken.bench.options.ValueRule.text;
import static dev.firsttoken.bench.options.ValueRule.toggle;

import org.jspecify.annotations.Nullable;

/** Table of all settings; flags, system properties, validation and help come from it. */
public enum Setting {
  BASE_URL(
      Scope.TARGET,
      "base-url",
      text("an http or https URL with a port up to 65535, without user, query or fragment")
          .defaultValue("http://localhost:8080"),
      "URL of the server, for example http://localhost:8000/v1. Below one that ends in /v1,"
          + " requests go to /chat/completions; one that ends in /chat/completions stays; else"
          + " --path is added."),
  PATH(
      Scope.TARGET,
      "path",
      text("a path like /api/chat/completions or, in Git Bash, api/chat/completions")
          .defaultValue("/api/chat/completions"),
      "Path of chat completions below the base URL; of compare --mode=micro the path and query of"
          + " its GET requests. The leading slash is optional: Git Bash rewrites arguments that"
          + " start with one."),
  URL(
      Scope.MICRO,
      "url",
      text("an http or https URL with a port up to 65535, without user and fragment")
          .defaultValue("http://localhost:8080/micro/plain?bytes=1024"),
      "URL of every GET request, with its query."),
  MODEL(
      Scope.TARGET,
      "model",
      text("a name of at most 256 characters").env("LLM_MODEL"),
      "Model to request, for example qwen3. Default: the server's own."),
  API_KEY(
      Scope.TARGET,
      "api-key",
      text("visible ASCII characters without spaces").env("LLM_API_KEY"),
      "API key, sent as a bearer token. It is never printed and never written to a file. Default:"
          + " none. Plain GET requests carry only that of the flag."),
  CA_FILE(
      Scope.TARGET,
      "ca-file",
      text("a readable PEM file"),
      "PEM file of the CA certificates to trust for https, for example ca.pem. Default: the"
          + " certificates of the JDK."),
  TIMEOUT(
      Scope.TARGET,
      "timeout",
      text("a duration from 1ms to 24h, like 500ms, 30s, 2m or 1h").defaultValue("2m"),
      "Time limit of each request, from before it connects to its last byte, for example 30s."),
  PROMPT(
      Scope.REQUEST,
      "prompt",
      text("a non-empty text").defaultValue("Describe the sea in three sentences."),
      "User message of every request."),
  MAX_TOKENS(
      Scope.REQUEST,
      "max-tokens",
      number(1, 10_000_000),
      "Max tokens of each response, sent as max_tokens. Default: not sent."),
  FRAMES(
      Scope.REQUEST,
      "frames",
      number(0, 100_000).env("SYN_FRAMES"),
      "Synthetic stream: content events of each response. Default: the server's."),
  DELAY_MS(
      Scope.REQUEST,
      "delay-ms",
      number(0, 60_000).env("SYN_DELAY_MS"),
      "Synthetic stream: milliseconds between two frames. Default: the server's."),
  BYTES_PER_FRAME(
      Scope.REQUEST,
      "bytes-per-frame",
      number(1, 65_536).env("SYN_BYTES"),
      "Synthetic stream: bytes of text in each frame. Default: the server's."),
  TTFT_MS(
      Scope.REQUEST,
      "ttft-ms",
      number(0, 600_000).env("SYN_TTFT_MS"),
      "Synthetic stream: milliseconds before the first frame. Default: the server's."),
  REASONING_FRAMES(
      Scope.REQUEST,
      "reasoning-frames",
      number(0, 100_000).env("SYN_REASONING_FRAMES"),
      "Synthetic stream: how many of the first frames are reasoning. Default: the server's."),
  WARMUP(
      Scope.REQUEST,
      "warmup",
      number(0, 1_000_000),
      "Warm-up requests before each level, counted apart. Default: up to four per user, for micro"
          + " up to 20,000, none sent after 2s; none for run; for compare as many as fit into the"
          + " first seconds, and one per user in later rounds."),
  PROMPTS(
      Scope.REQUEST,
      "prompts",
      text("a readable file"),
      "Sends the prompts of a JSON Lines file in turn. Each line is {\"prompt\": ...} or"
          + " {\"messages\": [...]}; its other fields (tools, temperature, max_tokens) are sent"
          + " too. Default: every request sends --prompt."),
  TRACE(
      Scope.SWEEP,
      "trace",
      text("a readable file"),
      "Replays recorded requests at their recorded times, as one level of the open model:"
          + " JSON Lines with timestamp (ms), input_length and output_length, or CSV with"
          + " TIMESTAMP, ContextTokens and GeneratedTokens. Default: none."),
  SPEED(
      Scope.SWEEP,
      "speed",
      text("a number from 0.01 to 1,000"),
      "Speed of the replay; 2 replays the trace in half the time. Default: 1."),
  TURNS(
      Scope.REQUEST,
      "turns",
      number(1, 100),
      "Requests of each conversation, each sent with all earlier messages and responses. Default:"
          + " 1."),
  UNIQUE_PREFIX(
      Scope.REQUEST,
      "unique-prefix",
      toggle(),
      "Starts the last user message of each request with different characters, so that no"
          + " prompt cache holds it. Default: false."),
  TOKENIZER(
      Scope.REQUEST,
      "tokenizer",
      text(String.join(" or ", TokenizerName.labels())),
      "Tokenizer that counts the tokens of each response, for servers that send no usage."
          + " Default: none."),
  REPEAT(
      Scope.RUN,
      "repeat",
      number(1, 100_000).defaultValue("1"),
      "Requests to send, one after the other."),
  CONCURRENCY(
      Scope.SWEEP,
      "concurrency",
      number(1, 10_000)
          .validValues("one number or a list like 1,8,32, each from 1 to 10,000")
          .defaultValue("1,8,32"),
      "Closed model: concurrent users, each with one request in flight. A list runs one"
          + " level per value."),
  RATE(
      Scope.SWEEP,
      "rate",
      text("one number or a list like 5,10,20, each from 0.01 to 100,000"),
      "Open model: requests per second, sent at their due times even while earlier ones are"
          + " in flight. A list runs one level per value, after those of --concurrency. Default: no"
          + " open levels."),
  ARRIVALS(
      Scope.SWEEP,
      "arrivals",
      text("constant or poisson").defaultValue("poisson"),
      "Open model: even gaps between requests (constant) or random ones (poisson)."),
  SEED(
      Scope.SWEEP,
      "seed",
      number(0, Integer.MAX_VALUE).defaultValue("1"),
      "Open model: seed of the random due times. The same seed gives the same times."),
  MAX_IN_FLIGHT(
      Scope.SWEEP,
      "max-in-flight",
      number(1, 10_000).defaultValue("10000"),
      "Open model: max requests in flight. A request that is due beyond it waits, which"
          + " shows as send lag."),
  TOTAL(
      Scope.SWEEP,
      "total",
      number(1, 10_000_000),
      "Exact number of requests per level, for example 64. Default: --duration ends the level;"
          + " without it, eight per user in the closed model."),
  DURATION(
      Scope.SWEEP,
      "duration",
      text("a duration from 2ms to 24h, like 500ms, 30s, 2m or 1h"),
      "Duration of each level after its ramp, for example 30s. No request starts later; requests"
          + " in flight are completed. Default without --total: 10s for micro, 2s for compare"
          + " --mode=micro, else 30s in the open model. Otherwise no limit."),
  ROUNDS(
      Scope.SWEEP,
      "rounds",
      number(1, 200),
      "Times that every level is measured, in an order that rotates. The result has the values of"
          + " each round. Default: 1; 10 for compare."),
  TARGETS(
      Scope.COMPARE,
      "targets",
      text("a list like micronaut,express,mine=http://localhost:8000/v1"),
      "Servers to compare: the name of one that bench starts, name=URL for one that runs, or"
          + " name=SERVER:VARIABLE=VALUE for one that bench starts with a variable of its own, for"
          + " example slow=micronaut:SYN_SPIN_US=1.3. Default: all that can run here."),
  REFERENCE(
      Scope.COMPARE,
      "reference",
      text("a name from --targets"),
      "Server that the others are compared with. Default: the first of --targets that is not"
          + " direct."),
  MODE(
      Scope.COMPARE,
      "mode",
      text("synthetic, relay or micro").defaultValue("synthetic"),
      "What the servers do: send the synthetic stream themselves (synthetic), relay that of one"
          + " upstream (relay), or respond to plain GET requests (micro)."),
  RESOLVE(
      Scope.COMPARE,
      "resolve",
      text("a percentage like 10% or 10%:ttft_p50,rps"),
      "Difference that the comparison has to be able to see: after ten rounds it plans as many more"
          + " as that needs. Metrics may follow. Default: none; --rounds decides."),
  MAX_ROUNDS(
      Scope.COMPARE,
      "max-rounds",
      number(10, 200).defaultValue("60"),
      "Most rounds that --resolve may plan."),
  PIN(
      Scope.COMPARE,
      "pin",
      toggle(),
      "Gives the client one half of the cores and the servers the other. Default: false."),
  EXPECT(
      Scope.COMPARE,
      "expect",
      text("a list like new<=base*1.05:ttft_p50"),
      "Expectations that decide the exit status, for example"
          + " 'micronaut<=express:cpu_per_100k_frames,micronaut<=nginx*2:transit_p99'. Metrics have"
          + " the names of the JSON. Default: none."),
  RAMP(
      Scope.SWEEP,
      "ramp",
      text("a duration from 1ms to 24h, like 500ms, 30s, 2m or 1h"),
      "Time in which each level climbs to its users or rate, for example 10s. Its requests"
          + " are counted apart. Default: no ramp."),
  FIND_MAX(
      Scope.SWEEP,
      "find-max",
      toggle(),
      "Searches for the most users, or the highest rate, that meets --slo. It ends at the"
          + " largest value given, else at 256 users. It starts at one user, or at a sixteenth of"
          + " the rate but at least 20 requests in --duration. Default: false."),
  SLO(
      Scope.MEASURE,
      "slo",
      text("a list of objectives like ttft:p95<300ms,error<1%,rps>5"),
      "Service-level objectives, for example"
          + " 'ttft:p95<300ms,tpot:p95<50ms,error<1%,goodput>95%,rps>5'. Times are ttft, ttfo,"
          + " tpot, icl, e2e, due_ttft, due_e2e and transit. Default: none."),
  PERCENTILES(
      Scope.MEASURE,
      "percentiles",
      text("a list like 80,99.99: whole numbers from 1 to 99, or up to 99.999 beyond"),
      "Percentiles of each metric in JSON and CSV, beside p50, p75, p90, p95, p99 and p99.9."),
  WATCH_PID(
      Scope.MEASURE,
      "watch-pid",
      number(1, Integer.MAX_VALUE),
      "Process ID of the server, whose CPU and memory are measured with its children's."
          + " Default: the process on this machine that listens on the target's port."),
  SCRAPE(
      Scope.MEASURE,
      "scrape",
      text("a path like /metrics or, in Git Bash, metrics; an http or https URL; or off")
          .defaultValue("/metrics"),
      "The server's Prometheus metrics, read before and after each level: a path on the"
          + " target, a URL like http://host:9090/metrics, or off."),
  CALIBRATION(
      Scope.MEASURE,
      "calibration",
      text("a readable file"),
      "Calibration file with the delay that the client itself adds. Default: the calibration of"
          + " this machine, if there is one."),
  RESULTS_DIR(
      Scope.OUTPUT,
      "results-dir",
      text("a new or empty directory"),
      "New or empty directory for samples and results. Default: results/<time>-<command>."),
  JSON(
      Scope.OUTPUT,
      "json",
      text("a file in an existing directory, or -"),
      "File for a copy of the JSON, for example result.json; - prints it on stdout, also where that"
          + " is a terminal. Default: no copy."),
  HTML(
      Scope.OUTPUT,
      "html",
      toggle(),
      "Writes bench-report.html: the result as one file that opens in any browser, without a"
          + " network. Default: false; true for demo."),
  OUT(
      Scope.OUTPUT,
      "out",
      text("a file in an existing directory"),
      "Another name for that file, for example bench-elide.html. Implies --html."),
  MARKDOWN(
      Scope.COMPARE,
      "markdown",
      text("a file in an existing directory"),
      "File for the comparison as a Markdown table, for example compare.md. Default: none."),
  CSV(
      Scope.MEASURE,
      "csv",
      text("a file in an existing directory"),
      "CSV file with one row per level, for example levels.csv. Default: no table."),
  ANNOTATE(
      Scope.MEASURE,
      "annotate",
      text("a file in an existing directory, or the http or https URL of a Grafana"),
      "Marks the time of the run on Grafana's graphs: the URL of a Grafana, with its token in"
          + " GRAFANA_TOKEN, or a file for the annotation's JSON. Default: none.");

  /** Group of settings; each command takes some of them. */
  public enum Scope {
    TARGET,
    MICRO,
    REQUEST,
    RUN,
    SWEEP,
    COMPARE,
    MEASURE,
    OUTPUT
  }

  private final Scope scope;
  private final String flag;

  @SuppressWarnings("ImmutableEnumChecker") // a record of texts and numbers
  private final ValueRule rule;

  private final String help;

  Setting(Scope scope, String flag, ValueRule rule, String help) {
    this.scope = scope;
    this.flag = flag;
    this.rule = rule;
    this.help = help;
  }

  public Scope scope() {
    return scope;
  }

  /** Name of the flag without its dashes: {@code base-url}. */
  public String flag() {
    return flag;
  }

  /** Name of the system property: {@code baseUrl}. */
  public String property() {
    StringBuilder name = new StringBuilder();
    for (String word : flag.split("-", -1)) {
      name.append(name.isEmpty() ? word.charAt(0) : Character.toUpperCase(word.charAt(0)));
      name.append(word, 1, word.length());
    }
    return name.toString();
  }

  /** Returns the environment variable to use if no flag is given, or null if there is none. */
  public @Nullable String env() {
    return rule.env();
  }

  /** Returns the value to use if none is given, or null if there is none. */
  public @Nullable String defaultValue() {
    return rule.defaultValue();
  }

  public String help() {
    return help;
  }

  /** Description of the valid values, to follow "must be". */
  public String validValues() {
    return rule.validValues();
  }

  /** Returns true if the value is a count or a list of counts. */
  public boolean isNumeric() {
    return rule.max() > 0;
  }

  /** Returns true if the setting is on or off; its flag needs no value. */
  public boolean isToggle() {
    return rule.validValues().equals(ValueRule.TRUE_OR_FALSE);
  }

  long min() {
    return rule.min();
  }

  long max() {
    return rule.max();
  }

  boolean isInRange(long number) {
    return rule.min() <= number && number <= rule.max();
  }
}
