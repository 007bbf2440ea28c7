package dev.firsttoken.proxy.clients;

import java.util.List;

/** A library, the script that asks with it, and how the library is known to behave. */
enum SdkClient {
  OPENAI_JAVA("OpenAiJava.java", 3, "OpenAIIoException: ", "SseException: "),
  LANGCHAIN4J("LangChain4j.java", 1, "LangChain4jException: ", "LangChain4jException: closed"),
  OPENAI_NODE("openai.mjs", 3, "TypeError: terminated", "APIError: "),
  AI_SDK("ai-sdk.mjs", 3, "APICallError: Failed to process", "APICallError: Failed to process"),
  LANGCHAIN_NODE("langchain.mjs", 3, "TypeError: terminated", "APIError: "),
  OPENAI_PYTHON("openai_client.py", 3, "APIConnectionError: ", "APIError: ");

  private final String script;
  private final int attempts;
  private final String cutError;
  private final String reportedError;

  SdkClient(String script, int attempts, String cutError, String reportedError) {
    this.script = script;
    this.attempts = attempts;
    this.cutError = cutError;
    this.reportedError = reportedError;
  }

  /** The command that starts its script, with all that it runs on installed. */
  List<String> command() {
    return switch (script.substring(script.lastIndexOf('.'))) {
      case ".java" -> ClientInstaller.java(script);
      case ".mjs" -> ClientInstaller.node(script);
      case ".py" -> ClientInstaller.python(script);
      default -> throw new AssertionError(script);
    };
  }

  /** How many requests it makes where the answer is 429 and a time to wait. */
  int attempts() {
    return attempts;
  }

  /** How what it says begins, of a stream that broke: the error's type and its message. */
  String cutError() {
    return cutError;
  }

  /** The same of a stream with an error event before it broke. */
  String reportedError() {
    return reportedError;
  }
}
