package dev.firsttoken.bench.wrk;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a run of the tool ended. */
public enum Ending {
  /** The tool ended by itself. */
  @JsonProperty("exited")
  EXITED,

  /** The bench ended the tool, which ran longer than it should. */
  @JsonProperty("timed_out")
  TIMED_OUT,

  /** The bench ended the tool, which printed more than any result. */
  @JsonProperty("too_long")
  TOO_LONG,

  /** The user ended the bench. */
  @JsonProperty("interrupted")
  INTERRUPTED,

  /** The tool was not run, because the server had ended. */
  @JsonProperty("server_ended")
  SERVER_ENDED
}
