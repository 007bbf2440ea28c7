package dev.firsttoken.proxy.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a chat request that routing and responding need, parsed once from its body. Messages
 * and all other fields are only checked to be JSON. The body itself is passed on unchanged.
 *
 * @param route requested route
 * @param bodyBytes length of the request's body
 * @param stream whether a streamed response is requested
 * @param model named model, or null if absent, null or empty
 * @param includeUsage {@code stream_options.include_usage}
 * @param synthetic whether the server generates the response itself, see {@link #SYNTHETIC}
 * @param syntheticOptions of the synthetic stream; the defaults if the request is not synthetic
 * @param modelInsertion where to insert a model into the body, or null if it names one
 */
public record ChatRequest(
    Route route,
    int bodyBytes,
    boolean stream,
    @Nullable String model,
    boolean includeUsage,
    boolean synthetic,
    SyntheticOptions syntheticOptions,
    @Nullable ModelInsertion modelInsertion) {

  /** Name of the model whose responses the server generates itself. */
  public static final String SYNTHETIC = "synthetic";

  /** Deeper nested JSON is rejected. */
  public static final int MAX_NESTING_DEPTH = 64;

  /** Longest name of a model, in characters. */
  public static final int MAX_MODEL_LENGTH = 256;

  /** Creates a request without a body. */
  public static ChatRequest withoutBody(Route route, ChatDefaults defaults) {
    return new ChatRequest(
        route, 0, false, null, false, defaults.syntheticOnly(), defaults.syntheticOptions(), null);
  }

  /** Reports whether the body should name a model and does not. */
  public boolean lacksModel() {
    return modelInsertion != null;
  }

  /**
   * Inserts a model into a body that names none, without copying the body.
   *
   * @param body as it was parsed; the caller keeps its ownership
   * @param configuredModel name to insert, or null to leave the body unchanged
   * @return a buffer for the caller to release
   */
  public ByteBuf withModel(ByteBuf body, @Nullable String configuredModel) {
    if (modelInsertion == null || configuredModel == null) {
      return body.retainedDuplicate();
    }
    int to = body.readerIndex() + modelInsertion.to;
    ByteBuf name =
        ByteBufUtil.writeUtf8(
            body.alloc(),
            modelInsertion.before + JsonText.quote(configuredModel) + modelInsertion.after);
    CompositeByteBuf rewritten = body.alloc().compositeBuffer(3);
    rewritten.addComponent(true, body.retainedSlice(body.readerIndex(), modelInsertion.from));
    rewritten.addComponent(true, name);
    rewritten.addComponent(true, body.retainedSlice(to, body.writerIndex() - to));
    return rewritten;
  }

  /**
   * Place for the model in a body that names none.
   *
   * @param from index of the first byte to replace, from the start of the body
   * @param to index after the last byte to replace
   * @param before JSON in front of the quoted name
   * @param after JSON behind it
   */
  record ModelInsertion(int from, int to, String before, String after) {}
}
