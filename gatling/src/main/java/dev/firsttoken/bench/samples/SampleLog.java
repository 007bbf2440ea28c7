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
 * Writes the samples of a run to {@code samples.jsonl.gz} on its own thread, and passes each
 * written entry to a callback on that thread.
 *
 * <p>The thread polls for samples twenty times a second instead of being woken, because a wake-up
 * is a system call on the event loop that measures. Every entry appended before {@link #close} is
 * in the file when {@code close} returns. After a kill, the file lacks only the last moment.
 */
public final class SampleLog implements AutoCloseable {
  /** Name of the file in the directory of a run. */
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
   * Creates the file with its header line, and missing directories. Replaces an existing file.
   *
   * @param onWritten is called with each entry, in order, on the writing thread
   * @throws UncheckedIOException naming the file, if it can't be written
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
   * Appends an entry without blocking, from any thread. No entry is dropped.
   *
   * @throws IllegalStateException if the log is closed
   */
  public void append(Entry entry) {
    pending.add(entry);
    // Either the writer drains after this add, or this thread sees `closing` and takes it back.
    if (closing && pending.remove(entry)) {
      throw new IllegalStateException(file + " is closed and takes no more entries");
    }
  }

  /** Makes {@link #close} mark the run as complete in the file. */
  public void markRunComplete() {
    runComplete = true;
  }

  /** Returns true if writing has failed. All further entries are lost. */
  public boolean hasFailed() {
    return failure != null;
  }

  /**
   * Waits until every entry is in the file, and closes it. Idempotent, may be called from any
   * thread.
   *
   * @throws UncheckedIOException naming the file, if an entry could not be written
   */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(writer);
    joinWriter();
    Throwable cause = failure;
    if (cause != null) {
      throw new UncheckedIOException(
          file + " lacks samples, because writing to it failed: " + cause, new IOException(cause));
    }
  }

  private void joinWriter() {
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true; // finish the file first, then restore the interrupt below
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
      // Kept for close(), because the event loops that append can't handle it. Errors such as
      // OutOfMemoryError count too: if the thread just ended, the file would look complete.
      failure = e;
    }
  }

  /** Compressor that writes all pending bytes at each flush and uses little CPU time. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES, true);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
