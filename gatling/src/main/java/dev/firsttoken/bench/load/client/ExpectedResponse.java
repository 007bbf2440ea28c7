package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.options.value.EndRule;
import dev.firsttoken.bench.options.value.Endpoint;
import dev.firsttoken.bench.options.value.ResponseOptions;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.wire.chat.ChunkFacts;

/**
 * Response that counts as successful.
 *
 * @param endpoint API of the requests; of no meaning for plain GET requests
 */
public record ExpectedResponse(RequestKind kind, Endpoint endpoint, ResponseOptions options) {
  /** Stream of chat completions that ends with {@code [DONE]}. */
  static final ExpectedResponse CHAT =
      new ExpectedResponse(RequestKind.CHAT, Endpoint.CHAT, ResponseOptions.STRICT);

  /** Any response to a plain GET request. */
  static final ExpectedResponse PLAIN =
      new ExpectedResponse(RequestKind.MICRO, Endpoint.CHAT, ResponseOptions.STRICT);

  static ExpectedResponse of(Endpoint endpoint, ResponseOptions options) {
    RequestKind kind = options.isWhole() ? RequestKind.WHOLE : RequestKind.CHAT;
    return new ExpectedResponse(kind, endpoint, options);
  }

  /** Returns true for a response to a plain GET request, of which only the size is recorded. */
  boolean isPlain() {
    return kind == RequestKind.MICRO;
  }

  boolean isWhole() {
    return kind == RequestKind.WHOLE;
  }

  boolean isStream() {
    return kind == RequestKind.CHAT;
  }

  /** Returns true for a response without output tokens. */
  boolean isEmbedding() {
    return endpoint == Endpoint.EMBEDDINGS;
  }

  /** Returns true for the event that ends a complete stream of the API. */
  boolean isLastEvent(ChunkFacts facts) {
    return switch (endpoint) {
      case CHAT, COMPLETIONS -> facts.isDone();
      case RESPONSES, MESSAGES -> facts.isFinished();
      case EMBEDDINGS -> false;
    };
  }

  /** Returns true if a clean end after a finish reason is enough. */
  boolean mayEndWithReason() {
    return options.endRule() == EndRule.FINISH;
  }
}
