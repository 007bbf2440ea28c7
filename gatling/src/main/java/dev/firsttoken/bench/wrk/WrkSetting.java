package dev.firsttoken.bench.wrk;

import org.jspecify.annotations.Nullable;

/** Table of the settings of {@code wrk2}; flags, variables and help come from it. */
public enum WrkSetting {
  BIN(
      "bin",
      "FILE",
      Value.of("a program that can be executed").env("WRK_BIN"),
      "The tool: wrk2 or wrk, by its path or its name in PATH. Which of the two it is, its help"
          + " says. Default: wrk2, else wrk, in PATH."),
  URL(
      "url",
      "URL",
      Value.of("an http or https URL without user and fragment")
          .env("WRK_URL")
          .orElse("http://127.0.0.1:8080/micro/plain?bytes=1024"),
      "URL to get. With --targets, its path and query are got from each server."),
  RATE(
      "rate",
      "N",
      Value.of("a whole number from 1 to 1,000,000").env("WRK_RATE").orElse("5000"),
      "Requests per second of all connections together. wrk2 only: wrk knows no rate."),
  DURATION(
      "duration",
      "DURATION",
      Value.of("whole seconds from 1s to 24h, like 30s, 2m or 1h")
          .env("WRK_DURATION")
          .orElse("30s"),
      "Duration of the load."),
  CONNECTIONS(
      "connections",
      "N",
      Value.of("a whole number from 1 to 10,000").env("WRK_CONNECTIONS").orElse("128"),
      "Connections, each with one request in flight."),
  THREADS(
      "threads",
      "N",
      Value.of("a whole number from 1 to 256").env("WRK_THREADS").orElse("4"),
      "Threads of the tool, among which the connections are divided; never more than connections."),
  TIMEOUT(
      "timeout",
      "DURATION",
      Value.of("whole seconds from 1s to 1h, like 2s or 1m").env("WRK_TIMEOUT").orElse("2s"),
      "Time after which a request without a response counts as a timeout."),
  TARGETS(
      "targets",
      "TARGET[,TARGET]",
      Value.of("a list like micronaut,express,mine=http://localhost:8000").env("WRK_TARGETS"),
      "Servers to load in turn, as in compare: the name of one that is up or that bench starts, or"
          + " name=URL. Default: the server of --url."),
  ROUNDS(
      "rounds",
      "N",
      Value.of("a whole number from 1 to 200").env("WRK_ROUNDS").orElse("1"),
      "Times that each server is loaded, in an order that rotates. From two rounds and two servers"
          + " on, the result has verdicts."),
  REFERENCE(
      "reference",
      "NAME",
      Value.of("a name from --targets"),
      "Server that the others are compared with. Default: the first of --targets."),
  WARMUP(
      "warmup",
      "DURATION",
      Value.of("whole seconds from 0s to 1h, like 3s").env("WRK_WARMUP"),
      "Load of each server before its first round, which does not count. Default: 3s with"
          + " --targets, else none."),
  RESULTS_DIR(
      "results-dir",
      "DIR",
      Value.of("a new or empty directory"),
      "New or empty directory for raw outputs and the result. Default: results/<time>-wrk2."),
  JSON(
      "json",
      "FILE|-",
      Value.of("a file in an existing directory, or -"),
      "File for a copy of the JSON, for example wrk.json; - prints it on stdout, also where that is"
          + " a terminal. Default: no copy."),
  HTML(
      "html",
      "true|false",
      Value.of("true or false"),
      "Writes bench-report.html: the result as one file that opens in any browser, without a"
          + " network. Default: false."),
  OUT(
      "out",
      "FILE",
      Value.of("a file in an existing directory").env("WRK_HTML"),
      "Another name for that file, for example bench-wrk.html. Implies --html.");

  /**
   * Source and rule of a value.
   *
   * @param valid description of the valid values, to follow "must be"
   * @param env environment variable to use if no flag is given, or null for none
   * @param orElse value to use if none is given, or null for none
   */
  private record Value(String valid, @Nullable String env, @Nullable String orElse) {
    static Value of(String valid) {
      return new Value(valid, null, null);
    }

    Value env(String name) {
      return new Value(valid, name, orElse);
    }

    Value orElse(String value) {
      return new Value(valid, env, value);
    }
  }

  private final String flag;
  private final String label;
  private final String validValues;
  private final @Nullable String env;
  private final @Nullable String defaultValue;
  private final String help;

  WrkSetting(String flag, String label, Value value, String help) {
    this.flag = flag;
    this.label = label;
    this.validValues = value.valid();
    this.env = value.env();
    this.defaultValue = value.orElse();
    this.help = help;
  }

  /** Name of the flag without its dashes: {@code results-dir}. */
  public String flag() {
    return flag;
  }

  /** Name of the value in the help: {@code N}. */
  public String label() {
    return label;
  }

  /** Returns the environment variable to use if no flag is given, or null if there is none. */
  public @Nullable String env() {
    return env;
  }

  /** Returns the value to use if none is given, or null if there is none. */
  public @Nullable String defaultValue() {
    return defaultValue;
  }

  /** Description of the valid values, to follow "must be". */
  String validValues() {
    return validValues;
  }

  public String help() {
    return help;
  }

  /** Returns true if a shell should complete the value as the name of a file. */
  public boolean isFile() {
    return this == BIN || this == RESULTS_DIR || this == JSON || this == OUT;
  }

  /** Returns true if the flag alone means true. */
  public boolean isToggle() {
    return this == HTML;
  }
}
