package dev.firsttoken.bench.load.requests;

import dev.firsttoken.bench.samples.AskedTokens;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * One request, ready to be sent.
 *
 * @param bytes headers and body
 * @param body JSON around the messages
 * @param messagesAt offset of the messages array in the bytes
 * @param prefixAt offset of the bytes that differ at each send, or -1 if there are none
 * @param asked lengths that are asked for
 */
public record PreparedRequest(
    ByteBuf bytes, ChatBody body, int messagesAt, int prefixAt, AskedTokens asked) {

  /** Shares the bytes with another reader. */
  PreparedRequest duplicate() {
    return new PreparedRequest(bytes.retainedDuplicate(), body, messagesAt, prefixAt, asked);
  }

  /** Copies the bytes with another prefix. */
  PreparedRequest withPrefix(byte[] prefix) {
    int length = bytes.readableBytes();
    ByteBuf copy = ByteBufAllocator.DEFAULT.directBuffer(length);
    copy.writeBytes(bytes, bytes.readerIndex(), length);
    copy.setBytes(prefixAt, prefix);
    return new PreparedRequest(copy, body, messagesAt, prefixAt, asked);
  }

  /** JSON of the messages array without its closing bracket. */
  byte[] openMessages() {
    byte[] messages = new byte[bytes.readableBytes() - messagesAt - body.after().length - 1];
    bytes.getBytes(messagesAt, messages);
    return messages;
  }
}
