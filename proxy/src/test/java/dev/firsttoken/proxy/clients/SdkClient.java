package dev.firsttoken.proxy.clients;

import java.util.List;

/** Client library with its script and its known behavior. */
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

  /** Installs what the script needs and returns the command that runs it. */
  List<String> command() {
    return switch (script.substring(script.lastIndexOf('.'))) {
      case ".java" -> ClientInstaller.java(script);
      case ".mjs" -> ClientInstaller.node(script);
      case ".py" -> ClientInstaller.python(script);
      default -> throw new AssertionError(script);
    };
  }

  /** Number of requests it sends if each response is 429 with Retry-After. */
  int attempts() {
    return attempts;
  }

  /** Start of its error for a broken stream: type and message. */
  String cutError() {
    return cutError;
  }

  /** Start of its error for a stream that breaks after an error event. */
  String reportedError() {
    return reportedError;
  }
}
