package dev.firsttoken.deploy.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Network namespace that a thread of this process can enter: {@code setns} of Linux changes the
 * namespace of the calling thread alone.
 *
 * @param file as {@code ip netns} names it
 */
record NetworkNamespace(Path file) {
  private static final int TIMEOUT_SECONDS = 30;

  /** {@code O_RDONLY | O_CLOEXEC} of fcntl.h. */
  private static final int OPEN_FLAGS = 0x80000;

  /** {@code CLONE_NEWNET} of sched.h. */
  private static final int NETWORK = 0x40000000;

  private static final FunctionDescriptor OPEN =
      FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
  private static final FunctionDescriptor SETNS =
      FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  private static final FunctionDescriptor CLOSE =
      FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

  /**
   * Runs a task inside, on a thread that ends with it. A socket belongs to the namespace in which
   * it was made, so it may be used by any thread afterwards. The task must not start threads, which
   * would stay inside.
   *
   * @throws UncheckedIOException if the task fails so
   * @throws AssertionError if the namespace can't be entered, or the task fails otherwise
   */
  <T> T call(Callable<T> task) {
    FutureTask<T> inside =
        new FutureTask<>(
            () -> {
              enter();
              return task.call();
            });
    Thread.ofPlatform().daemon().name("in " + file.getFileName()).start(inside);
    try {
      return inside.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new UncheckedIOException(cause);
      }
      throw new AssertionError("in " + file, e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("in " + file, e);
    }
  }

  private void enter() {
    try (Arena arena = Arena.ofConfined()) {
      int descriptor =
          invoke(
              "open",
              OPEN,
              new Linker.Option[] {Linker.Option.firstVariadicArg(2)},
              arena.allocateFrom(file.toString()),
              OPEN_FLAGS);
      int status = invoke("setns", SETNS, new Linker.Option[0], descriptor, NETWORK);
      if (descriptor >= 0) {
        invoke("close", CLOSE, new Linker.Option[0], descriptor);
      }
      if (status != 0) {
        throw new AssertionError("the kernel refuses to enter it");
      }
    }
  }

  // Functions of the C library, with the signatures that their manual pages state.
  @SuppressWarnings("restricted")
  private static int invoke(
      String name, FunctionDescriptor signature, Linker.Option[] options, Object... arguments) {
    Linker linker = Linker.nativeLinker();
    try {
      return (int)
          linker
              .downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options)
              .invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new AssertionError(name, e);
    }
  }
}
