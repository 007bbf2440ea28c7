package dev.firsttoken.wire.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.sse.SseScanner;
import dev.firsttoken.wire.testing.Allocation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChatAllocationTest {

  private static final String STREAM =
      """
      data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":"Hi é\\n\\u00e9"},\
      "finish_reason":null}],"seq":7,"due_ns":1700000000000,"sent_ns":1700000000001}

      data: {"choices":[{"delta":{"reasoning_content":"Hm"},"finish_reason":"stop"}]}

      data: {"choices":[],
      data: "usage":{"completion_tokens":300,"prompt_tokens":16}}

      data: {"error":

      data: {"type":"response.output_text.delta","delta":"Hi"}

      data: {"delta":"Hm","type":"response.reasoning_text.delta"}

      event: response.custom_tool_call_input.delta
      data: {"delta":"Hm","type":"response.custom_tool_call_input.delta"}

      event: error
      data: {"object":"error","error":{"message":"x","code":500}}

      error: {"code":500}

      data: {"type":"response.completed","response":{"usage":{"output_tokens":3}}}

      data: [DONE]

      """;
  private static final int EVENTS = 12;

  static Stream<ByteBuf> buffers() {
    UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(true, true);
    return Stream.of(
        alloc.heapBuffer(),
        alloc.directBuffer(),
        new UnpooledDirectByteBuf(alloc, 4_096, 4_096), // what Netty uses without Unsafe
        alloc.compositeBuffer().addComponent(alloc.heapBuffer()));
  }

  @ParameterizedTest
  @MethodSource("buffers")
  void eventAllocatesNothing(ByteBuf stream) {
    long[] counted = new long[1];
    SseScanner scanner =
        new SseScanner(
            new ChatScanner(
                facts -> {
                  boolean reason =
                      facts.finishReason() != null || facts.isFinished() || facts.hasError();
                  counted[0] +=
                      facts.hasContent() || facts.isDone() || facts.isMalformed() || reason ? 1 : 0;
                  counted[0] += facts.completionTokens() > 0 ? 1 : 0;
                }));
    stream.writeCharSequence(STREAM, StandardCharsets.UTF_8);
    int end = stream.writerIndex();
    Runnable thousandStreams =
        () -> {
          for (int i = 0; i < 1_000; i++) {
            for (int at = 0; at < end; at += 100) {
              scanner.scan(stream, at, Math.min(end, at + 100));
            }
          }
        };
    thousandStreams.run();
    thousandStreams.run();
    assertThat(counted[0]).isEqualTo(2_000L * EVENTS);
    // Less than one byte for each event, which is what measuring takes.
    assertThat(Allocation.measureBytes(thousandStreams)).isLessThan(1_000 * EVENTS);
    stream.release();
  }
}
