package dev.firsttoken.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * One request, ready to be sent.
 *
 * @param bytes head and body
 * @param around what its body has around the messages
 * @param messagesAt where in the bytes the messages' array begins
 * @param prefixAt where its unique prefix stands; -1 where it has none
 */
record Prepared(ByteBuf bytes, ChatBody around, int messagesAt, int prefixAt) {

  /** The same bytes once more, to be read by another. */
  Prepared again() {
    return new Prepared(bytes.retainedDuplicate(), around, messagesAt, prefixAt);
  }

  /** A copy with a prefix of its own. */
  Prepared begun(byte[] prefix) {
    int length = bytes.readableBytes();
    ByteBuf copy = ByteBufAllocator.DEFAULT.directBuffer(length);
    copy.writeBytes(bytes, bytes.readerIndex(), length);
    copy.setBytes(prefixAt, prefix);
    return new Prepared(copy, around, messagesAt, prefixAt);
  }

  /** The JSON of its messages, without the bracket that ends the array. */
  byte[] openMessages() {
    byte[] messages = new byte[bytes.readableBytes() - messagesAt - around.after().length - 1];
    bytes.getBytes(messagesAt, messages);
    return messages;
  }
}
