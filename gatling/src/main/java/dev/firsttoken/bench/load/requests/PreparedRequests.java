package dev.firsttoken.bench.load.requests;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All requests of a run to one target, encoded before its load.
 *
 * @param encoder encodes what depends on a response
 * @param requests in the order of their positions, at least one
 * @param differ whether requests differ in more than the words of their prompts
 * @param ownModels whether a request may name another model than the others
 * @param notice a sentence about what the user may not expect of the requests, or null
 */
record PreparedRequests(
    ChatRequestEncoder encoder,
    List<PreparedRequest> requests,
    boolean differ,
    boolean ownModels,
    RequestMemory memory,
    @Nullable String notice) {

  /** Returns the shortest request alone. */
  PreparedRequests shortest() {
    PreparedRequest shortest =
        Collections.min(
            requests, Comparator.comparingInt(request -> request.bytes().readableBytes()));
    return new PreparedRequests(
        encoder, List.of(shortest), false, ownModels, new RequestMemory(), null);
  }
}
