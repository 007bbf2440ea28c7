package dev.firsttoken.bench.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Receiver of one body. An endless one ends at a limit. */
final class TimedBodySubscriber implements BodySubscriber<TimedBody> {
  private static final int MAX_BYTES = 64 << 20;

  private final long sentNanos;
  private final CompletableFuture<TimedBody> body = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private @Nullable Subscription subscription;
  private int reads;
  private long firstReadNanos;

  TimedBodySubscriber(long sentNanos) {
    this.sentNanos = sentNanos;
  }

  @Override
  public CompletionStage<TimedBody> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription newSubscription) {
    subscription = newSubscription;
    newSubscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    if (reads == 0) {
      firstReadNanos = System.nanoTime() - sentNanos;
    }
    reads++;
    for (ByteBuffer part : parts) {
      byte[] copy = new byte[part.remaining()];
      part.get(copy);
      bytes.writeBytes(copy);
    }
    if (bytes.size() > MAX_BYTES) {
      body.completeExceptionally(new IOException("the body exceeds 64 MiB"));
      if (subscription != null) {
        subscription.cancel();
      }
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(new TimedBody(bytes.toString(UTF_8), reads, firstReadNanos));
  }
}
