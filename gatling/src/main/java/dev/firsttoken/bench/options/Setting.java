package dev.firsttoken.bench.options;

import static dev.firsttoken.bench.options.ValueRule.number;
import static dev.firsttoken.bench.options.ValueRule.text;
import static dev.firsttoken.bench.options.ValueRule.toggle;

import org.jspecify.annotations.Nullable;

/**
 * Every setting of the load, once: the command line's flags, Maven's system properties, the reader
 * and the help all come from this table.
 */
public enum Setting {
  BASE_URL(
      Scope.TARGET,
      "base-url",
      text("an http or https URL with a port up to 65535, without user, query or fragment")
          .defaultValue("http://localhost:8080"),
      "The server. One that ends in /v1 means its /chat/completions."),
  PATH(
      Scope.TARGET,
      "path",
      text("a path that begins with /").defaultValue("/api/chat/completions"),
      "Where chat completions are, below the base URL."),
  MODEL(
      Scope.TARGET,
      "model",
      text("a name of at most 256 characters").env("LLM_MODEL"),
      "The model (else the server's own)."),
  API_KEY(
      Scope.TARGET,
      "api-key",
      text("visible ASCII").env("LLM_API_KEY"),
      "Sent as a bearer token; never printed, never written to a file."),
  CA_FILE(
      Scope.TARGET,
      "ca-file",
      text("a PEM file that can be read"),
      "For https with a private CA: the certificates to trust."),
  TIMEOUT(
      Scope.TARGET,
      "timeout",
      text("a duration from 1ms to 24h, like 500ms, 30s, 2m or 1h").defaultValue("2m"),
      "Bounds each request, from before connecting to its last byte."),
  PROMPT(
      Scope.REQUEST,
      "prompt",
      text("text that is not empty").defaultValue("Describe the sea in three sentences."),
      "The user message of every request."),
  MAX_TOKENS(
      Scope.REQUEST, "max-tokens", number(1, 10_000_000), "Sent as max_tokens (else not sent)."),
  FRAMES(
      Scope.REQUEST, "frames", number(0, 100_000).env("SYN_FRAMES"), "Synthetic: content events."),
  DELAY_MS(
      Scope.REQUEST,
      "delay-ms",
      number(0, 60_000).env("SYN_DELAY_MS"),
      "Synthetic: milliseconds between frames."),
  BYTES_PER_FRAME(
      Scope.REQUEST,
      "bytes-per-frame",
      number(1, 65_536).env("SYN_BYTES"),
      "Synthetic: length of each frame's text."),
  TTFT_MS(
      Scope.REQUEST,
      "ttft-ms",
      number(0, 600_000).env("SYN_TTFT_MS"),
      "Synthetic: milliseconds before the first frame."),
  REASONING_FRAMES(
      Scope.REQUEST,
      "reasoning-frames",
      number(0, 100_000).env("SYN_REASONING_FRAMES"),
      "Synthetic: how many frames, the first ones, are reasoning."),
  WARMUP(
      Scope.REQUEST,
      "warmup",
      number(0, 1_000_000),
      "Requests before each level, counted apart (else up to four per user, none begun after two"
          + " seconds; none before a run)."),
  PROMPTS(
      Scope.REQUEST,
      "prompts",
      text("a file that can be read"),
      "JSON Lines to ask in turn: {\"prompt\": ...} or {\"messages\": [...]}, each with max_tokens"
          + " or without."),
  TRACE(
      Scope.SWEEP,
      "trace",
      text("a file that can be read"),
      "Requests of recorded times and lengths, replayed at their times: JSON Lines with timestamp"
          + " (ms), input_length, output_length; or CSV with TIMESTAMP, ContextTokens,"
          + " GeneratedTokens."),
  SPEED(
      Scope.SWEEP,
      "speed",
      text("a number from 0.01 to 1,000"),
      "How many times faster than recorded the trace is replayed (else 1)."),
  TURNS(
      Scope.REQUEST,
      "turns",
      number(1, 100),
      "Questions of a conversation, each asked with all that was said before (else 1)."),
  UNIQUE_PREFIX(
      Scope.REQUEST,
      "unique-prefix",
      toggle(),
      "Begins the last user message of each request with other characters, so that no prompt cache"
          + " holds it."),
  TOKENIZER(
      Scope.REQUEST,
      "tokenizer",
      text(String.join(" or ", TokenizerName.labels())),
      "Counts the tokens of each answer's text, for servers that send no usage."),
  REPEAT(
      Scope.RUN,
      "repeat",
      number(1, 100_000).defaultValue("1"),
      "How many requests, one after the other."),
  CONCURRENCY(
      Scope.SWEEP,
      "concurrency",
      number(1, 10_000)
          .validValues("one number or a list like 1,8,32, each from 1 to 10,000")
          .defaultValue("1,8,32"),
      "Closed model: users at once, each with one request; a list makes a level of each."),
  RATE(
      Scope.SWEEP,
      "rate",
      text("one number or a list like 5,10,20, each from 0.01 to 100,000"),
      "Open model: requests due per second, whatever becomes of those before; a list makes a level"
          + " of each. With --concurrency too, its levels come first."),
  ARRIVALS(
      Scope.SWEEP,
      "arrivals",
      text("constant or poisson").defaultValue("poisson"),
      "Open model: how requests follow each other, evenly or at random."),
  SEED(
      Scope.SWEEP,
      "seed",
      number(0, Integer.MAX_VALUE).defaultValue("1"),
      "The same seed draws the same due times."),
  MAX_IN_FLIGHT(
      Scope.SWEEP,
      "max-in-flight",
      number(1, 10_000).defaultValue("10000"),
      "Open model: requests at once; one that is due beyond that waits, which shows as send lag."),
  TOTAL(
      Scope.SWEEP,
      "total",
      number(1, 10_000_000),
      "Requests per level, exactly (else, without --duration, eight per user)."),
  DURATION(
      Scope.SWEEP,
      "duration",
      text("a duration from 2ms to 24h, like 500ms, 30s, 2m or 1h"),
      "No request of a level begins later than this after its ramp; what is under way ends (else"
          + " as --total says; 30s in the open model)."),
  RAMP(
      Scope.SWEEP,
      "ramp",
      text("a duration from 1ms to 24h, like 500ms, 30s, 2m or 1h"),
      "Time in which each level climbs to its users or rate; its requests are counted apart."),
  FIND_MAX(
      Scope.SWEEP,
      "find-max",
      toggle(),
      "Search for the most users, or the highest rate, that keep --slo: up to the largest given,"
          + " else 256 users; from one user, or a sixteenth of the rate but at least 20 requests in"
          + " --duration."),
  SLO(
      Scope.MEASURE,
      "slo",
      text("a list of objectives like ttft:p95<300ms,error<1%,rps>5"),
      "What is good enough, like 'ttft:p95<300ms,tpot:p95<50ms,error<1%,goodput>95%,rps>5'; times"
          + " are ttft, ttfo, tpot, icl, e2e, due_ttft, due_e2e, transit."),
  WATCH_PID(
      Scope.MEASURE,
      "watch-pid",
      number(1, Integer.MAX_VALUE),
      "The server's process, whose CPU and memory is measured with its children's (else the one"
          + " that listens at the target's port, if it is on this machine)."),
  SCRAPE(
      Scope.MEASURE,
      "scrape",
      text("a path that begins with /, an http or https URL, or off").defaultValue("/metrics"),
      "The server's own Prometheus metrics, read before and after each level where there are any."),
  CALIBRATION(
      Scope.MEASURE,
      "calibration",
      text("a file that can be read"),
      "What the client itself adds, as measured before (else this machine's own)."),
  RESULTS_DIR(
      Scope.OUTPUT,
      "results-dir",
      text("a folder, new or empty"),
      "Where samples and results go (else results/<time>-<command>)."),
  JSON(Scope.OUTPUT, "json", text("a file in a folder that exists"), "Write the JSON there too."),
  CSV(
      Scope.MEASURE,
      "csv",
      text("a file in a folder that exists"),
      "Write a table of the levels there.");

  /** What a setting is about; a command takes the scopes that it has a use for. */
  public enum Scope {
    TARGET,
    REQUEST,
    RUN,
    SWEEP,
    MEASURE,
    OUTPUT
  }

  private final Scope scope;
  private final String flag;
  private final @Nullable String env;
  private final @Nullable String defaultValue;
  private final String validValues;
  private final long min;
  private final long max;
  private final String help;

  Setting(Scope scope, String flag, ValueRule valueRule, String help) {
    this.scope = scope;
    this.flag = flag;
    this.env = valueRule.env();
    this.defaultValue = valueRule.defaultValue();
    this.validValues = valueRule.validValues();
    this.min = valueRule.min();
    this.max = valueRule.max();
    this.help = help;
  }

  public Scope scope() {
    return scope;
  }

  /** The flag without its dashes: {@code base-url}. */
  public String flag() {
    return flag;
  }

  /** The system property: {@code baseUrl}. */
  public String property() {
    StringBuilder name = new StringBuilder();
    for (String word : flag.split("-", -1)) {
      name.append(name.isEmpty() ? word.charAt(0) : Character.toUpperCase(word.charAt(0)));
      name.append(word, 1, word.length());
    }
    return name.toString();
  }

  /** The environment variable that is read where no flag is given. */
  public @Nullable String env() {
    return env;
  }

  /** The value where none is given. */
  public @Nullable String defaultValue() {
    return defaultValue;
  }

  public String help() {
    return help;
  }

  /** A value as files and messages may show it: never a secret. */
  public String redact(String value) {
    return this == API_KEY ? "(given)" : value;
  }

  /** What values are valid, to follow "must be". */
  public String validValues() {
    return validValues;
  }

  /** Whether the value is a count, or a list of them. */
  public boolean isNumeric() {
    return max > 0;
  }

  /** Whether it is on or off, and given without a value on the command line. */
  public boolean isToggle() {
    return validValues.equals(ValueRule.TRUE_OR_FALSE);
  }

  long min() {
    return min;
  }

  long max() {
    return max;
  }

  boolean isInRange(long number) {
    return min <= number && number <= max;
  }
}
