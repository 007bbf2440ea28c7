package dev.firsttoken.proxy.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a chat request is routed and answered by, parsed once from its body. Messages and all else
 * are only checked to be JSON; the body itself travels on as it came.
 *
 * @param route what is asked for
 * @param headersReadNanos when the request's head was read, on the monotonic clock
 * @param bodyBytes of the request's body
 * @param stream whether a stream is asked for
 * @param model as named, null where none is (absent, null, or empty)
 * @param includeUsage {@code stream_options.include_usage}
 * @param synthetic whether the server answers by itself, see {@link #SYNTHETIC}
 * @param syntheticOptions of the synthetic stream; the defaults where the request is not synthetic
 * @param modelInsertion where the body lacks a model, null where it names one
 */
public record ChatRequest(
    Route route,
    long headersReadNanos,
    int bodyBytes,
    boolean stream,
    @Nullable String model,
    boolean includeUsage,
    boolean synthetic,
    SyntheticOptions syntheticOptions,
    @Nullable ModelInsertion modelInsertion) {

  /** The model that the server answers for by itself. */
  public static final String SYNTHETIC = "synthetic";

  /** JSON nested deeper is refused. */
  public static final int MAX_NESTING_DEPTH = 64;

  /** The longest name of a model, in characters. */
  public static final int MAX_MODEL_LENGTH = 256;

  /** A request without a body. */
  public static ChatRequest withoutBody(Route route, long headersReadNanos, ChatDefaults defaults) {
    return new ChatRequest(
        route,
        headersReadNanos,
        0,
        false,
        null,
        false,
        defaults.syntheticOnly(),
        defaults.syntheticOptions(),
        null);
  }

  /**
   * The body with a model, where it names none: bytes of the body around the name, not copied.
   *
   * @param body as it was parsed; stays the caller's
   * @param configuredModel the model's name, null for the body as it is
   * @return to be released by the caller; a retained duplicate where a model is named
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
   * Where a body that names no model takes one: the bytes {@code from} to {@code to}, counted from
   * its first, make way for the quoted name between {@code before} and {@code after}.
   */
  record ModelInsertion(int from, int to, String before, String after) {}
}
