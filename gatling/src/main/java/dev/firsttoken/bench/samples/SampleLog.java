package dev.firsttoken.bench.samples;

import dev.firsttoken.bench.files.FileErrors;
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
 * Writes the samples of a run to {@code samples.jsonl.gz} on its own thread, and passes each entry
 * to a callback on that thread. A full disk loses the file and not the callbacks, from which the
 * result is made.
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
  private final @Nullable SampleWriter out;
  private final Consumer<Entry> onWritten;
  private final Thread writer;
  private volatile RunEnd runEnd = RunEnd.INTERRUPTED;
  private volatile boolean closing;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable IOException writeFailure;

  private SampleLog(
      Path file,
      @Nullable SampleWriter out,
      @Nullable IOException writeFailure,
      Consumer<Entry> onWritten) {
    this.file = file;
    this.out = out;
    this.writeFailure = writeFailure;
    this.onWritten = onWritten;
    this.writer = Thread.ofPlatform().name("samples").daemon().unstarted(this::writeLoop);
  }

  /**
   * Creates the file with its header line, and missing directories. Replaces an existing file.
   *
   * @param onWritten is called with each entry, in order, on the writing thread
   * @throws UncheckedIOException naming the file, if it can't be created
   */
  public static SampleLog open(Path dir, RunHeader header, Consumer<Entry> onWritten) {
    Path file = dir.resolve(FILE_NAME);
    OutputStream bytes;
    try {
      Files.createDirectories(dir);
      bytes = Files.newOutputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(FileErrors.cannotWrite(file, e), e);
    }
    SampleLog log;
    try {
      SampleWriter out =
          new SampleWriter(new BufferedOutputStream(new FastGzip(bytes), BUFFER_BYTES), header);
      log = new SampleLog(file, out, null, onWritten);
    } catch (IOException e) {
      log = new SampleLog(file, null, e, onWritten);
    }
    log.writer.start();
    return log;
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

  /** Makes {@link #close} write how the run ended. */
  public void markRunEnd(RunEnd end) {
    runEnd = end;
  }

  /** Returns true if the callback has failed. All further entries are lost. */
  public boolean hasFailed() {
    return failure != null;
  }

  /** Returns why the callback failed, or null if it has not. */
  public @Nullable Throwable failure() {
    return failure;
  }

  /**
   * Waits until every entry is in the file, and closes it. Idempotent, may be called from any
   * thread.
   *
   * @throws UncheckedIOException naming the file, if an entry could not be written
   * @see #hasFailed
   */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(writer);
    joinWriter();
    Throwable cause = failure;
    if (cause != null) {
      throw new UncheckedIOException(
          file + " lacks samples, because reading them failed: " + cause, new IOException(cause));
    }
    IOException lost = writeFailure;
    if (lost != null) {
      throw new UncheckedIOException(FileErrors.cannotWrite(file, lost), lost);
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
    SampleWriter open = out;
    if (open == null) {
      return;
    }
    try {
      if (failure == null && writeFailure == null) {
        open.writeRunEnd(runEnd);
      }
      open.close();
    } catch (IOException e) {
      writeFailure = writeFailure == null ? e : writeFailure;
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
      for (Entry polled = pending.poll(); polled != null; polled = pending.poll()) {
        Entry next = polled;
        wroteAny |= tryWrite(writer -> writer.write(next));
        onWritten.accept(next);
      }
      if (wroteAny) {
        tryWrite(SampleWriter::flush);
      }
    } catch (Throwable e) {
      // Kept for close(), because the event loops that append can't handle it. Errors such as
      // OutOfMemoryError count too: if the thread just ended, the file would look complete.
      failure = e;
    }
  }

  /** One step of writing the file. */
  private interface WriteStep {
    void run(SampleWriter out) throws IOException;
  }

  /** Takes a step, unless an earlier one has failed; false if it fails. */
  private boolean tryWrite(WriteStep step) {
    SampleWriter open = out;
    if (open == null || writeFailure != null) {
      return false;
    }
    try {
      step.run(open);
      return true;
    } catch (IOException e) {
      writeFailure = e;
      return false;
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
