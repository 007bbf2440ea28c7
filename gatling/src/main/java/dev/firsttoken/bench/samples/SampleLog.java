package dev.firsttoken.bench.samples;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the samples of a run to {@code samples.jsonl.gz}, on a thread of its own, and hands on to
 * the summary, on the same thread, what it has written.
 *
 * <p>The thread looks for samples twenty times a second instead of being woken: a wake-up is a
 * system call on the event loop that measures. What was handed over before {@link #close} is in the
 * file when it returns; what a killed process leaves behind is whole but for the last moment.
 */
public final class SampleLog implements AutoCloseable {
  /** The file's name in the folder of a run. */
  public static final String FILE_NAME = "samples.jsonl.gz";

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int BUFFER_BYTES = 1 << 16;

  private final Queue<Entry> pending = new ConcurrentLinkedQueue<>();
  private final Path file;
  private final SampleWriter out;
  private final Consumer<Entry> onWritten;
  private final Thread writer;
  private volatile boolean runComplete;
  private volatile boolean closing;
  private volatile @Nullable Throwable failure;

  private SampleLog(Path file, SampleWriter out, Consumer<Entry> onWritten) {
    this.file = file;
    this.onWritten = onWritten;
    this.out = out;
    this.writer = Thread.ofPlatform().name("samples").daemon().unstarted(this::writeLoop);
  }

  /**
   * Creates the folder where it is missing, and the file with its header line in it. A sample file
   * that is there already is replaced.
   *
   * @param onWritten told of each entry, in order, on the writing thread
   * @throws UncheckedIOException naming the file, where it can't be written
   */
  public static SampleLog open(Path dir, RunHeader header, Consumer<Entry> onWritten) {
    Path file = dir.resolve(FILE_NAME);
    try {
      Files.createDirectories(dir);
      SampleWriter out =
          new SampleWriter(
              new BufferedOutputStream(new FastGzip(Files.newOutputStream(file)), BUFFER_BYTES),
              header);
      SampleLog log = new SampleLog(file, out, onWritten);
      log.writer.start();
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " can't be written: " + e, e);
    }
  }

  /**
   * Hands an entry over, from any thread, without waiting. Nothing is dropped.
   *
   * @throws IllegalStateException where the log has been closed before
   */
  public void append(Entry entry) {
    pending.add(entry);
    // Either the writer's last look comes after the add, or this one sees that it may not.
    if (closing && pending.remove(entry)) {
      throw new IllegalStateException(file + " is closed: an entry came too late");
    }
  }

  /** The run came to its end, and the file is to say so; before {@link #close}. */
  public void markRunComplete() {
    runComplete = true;
  }

  /** Whether the file lacks samples already: what is handed over from now on is lost. */
  public boolean hasFailed() {
    return failure != null;
  }

  /**
   * Returns once every sample is in the file. Idempotent, from any thread.
   *
   * @throws UncheckedIOException naming the file, where it could not be written to its end
   */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(writer);
    joinWriter();
    Throwable cause = failure;
    if (cause != null) {
      throw new UncheckedIOException(
          file + " lacks samples, it could not be written: " + cause, new IOException(cause));
    }
  }

  private void joinWriter() {
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true; // the samples come first; the caller learns of it below
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeLoop() {
    while (!closing) {
      drain();
      if (!closing) {
        LockSupport.parkNanos(this, POLL_NANOS);
      }
    }
    drain();
    try {
      if (runComplete && failure == null) {
        out.writeRunEnd();
      }
      out.close();
    } catch (Throwable e) {
      failure = failure == null ? e : failure;
    }
  }

  private void drain() {
    if (failure != null) {
      pending.clear();
      return;
    }
    try {
      boolean wroteAny = false;
      for (Entry next = pending.poll(); next != null; next = pending.poll()) {
        out.write(next);
        onWritten.accept(next);
        wroteAny = true;
      }
      if (wroteAny) {
        out.flush();
      }
    } catch (Throwable e) {
      // Kept for close(): the event loops that hand over could do nothing about it. An error too,
      // as of memory: a thread that ends without a word would leave a file that looks whole.
      failure = e;
    }
  }

  /** Lets go of all it has at each flush, and takes as little CPU as it can. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES, true);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
