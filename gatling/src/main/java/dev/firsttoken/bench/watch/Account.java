package dev.firsttoken.bench.watch;

import org.jspecify.annotations.Nullable;

/** What is known of one process's CPU time in a window. */
final class Account {
  private static final ProcessLook NOTHING = new ProcessLook(true, 0, 0, 0, 0);

  private final ProcessHandle handle;
  private final ProcessLook before;
  private ProcessLook last = NOTHING;
  private boolean gone;

  /**
   * @param early it began before the window: what it has used so far is not the window's
   */
  Account(ProcessHandle handle, boolean early) {
    this.handle = handle;
    look();
    this.before = early ? last : NOTHING;
  }

  /** What is to be seen of it now; null once it has ended, whose CPU time stays as last seen. */
  @Nullable ProcessLook look() {
    // A handle knows when its process began, so it takes no later one of that number for it.
    ProcessLook now =
        gone || !handle.isAlive() ? null : ProcessLook.at(Math.toIntExact(handle.pid()));
    if (now == null) {
      gone = true;
      return null;
    }
    last = now;
    return now.ended() ? null : now;
  }

  /** As the last look said. */
  boolean lives() {
    return !gone && !last.ended();
  }

  /** Its own CPU time in the window, up to the last look that saw it. */
  long seenNanos() {
    return last.ownNanos() - before.ownNanos();
  }

  /**
   * What a sum over a tree gets for it: its own CPU time and that of the ended ones below it. Once
   * it is gone itself, both are in its parent's, if that waited for it: so what it had before the
   * window has to go.
   */
  long keptNanos() {
    ProcessLook now = gone ? NOTHING : last;
    return now.ownNanos() + now.endedBelowNanos() - before.ownNanos() - before.endedBelowNanos();
  }
}
