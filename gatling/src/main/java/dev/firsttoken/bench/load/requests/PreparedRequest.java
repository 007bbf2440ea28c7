package dev.firsttoken.bench.load.requests;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * One request, ready to be sent.
 *
 * @param bytes head and body
 * @param body what its body has around the messages
 * @param messagesAt where in the bytes the messages' array begins
 * @param prefixAt where its unique prefix stands; -1 where it has none
 */
public record PreparedRequest(ByteBuf bytes, ChatBody body, int messagesAt, int prefixAt) {

  /** The same bytes once more, to be read by another. */
  PreparedRequest duplicate() {
    return new PreparedRequest(bytes.retainedDuplicate(), body, messagesAt, prefixAt);
  }

  /** A copy with a prefix of its own. */
  PreparedRequest withPrefix(byte[] prefix) {
    int length = bytes.readableBytes();
    ByteBuf copy = ByteBufAllocator.DEFAULT.directBuffer(length);
    copy.writeBytes(bytes, bytes.readerIndex(), length);
    copy.setBytes(prefixAt, prefix);
    return new PreparedRequest(copy, body, messagesAt, prefixAt);
  }

  /** The JSON of its messages, without the bracket that ends the array. */
  byte[] openMessages() {
    byte[] messages = new byte[bytes.readableBytes() - messagesAt - body.after().length - 1];
    bytes.getBytes(messagesAt, messages);
    return messages;
  }
}
