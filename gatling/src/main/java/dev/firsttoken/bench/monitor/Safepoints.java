package dev.firsttoken.bench.monitor;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Number and duration of the JVM's safepoints since it started: garbage collections and everything
 * else that stops all threads. Only an internal bean of HotSpot reports them, and only with {@code
 * --add-exports=java.management/sun.management=ALL-UNNAMED}.
 */
record Safepoints(long count, long nanos) {
  private static final @Nullable ObjectName BEAN = registerBean();

  /**
   * Reads the totals.
   *
   * @return the totals, or null if the JVM doesn't report them
   */
  static @Nullable Safepoints now() {
    if (BEAN == null) {
      return null;
    }
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    try {
      if (beans.getAttribute(BEAN, "SafepointCount") instanceof Long count
          && beans.getAttribute(BEAN, "TotalSafepointTime") instanceof Long millis) {
        return new Safepoints(count, TimeUnit.MILLISECONDS.toNanos(millis));
      }
      return null;
    } catch (JMException restricted) {
      return null; // started without the flag above
    }
  }

  /** Registers the bean by creating another one, because HotSpot does not register it itself. */
  private static @Nullable ObjectName registerBean() {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .createMBean("sun.management.HotspotInternal", null);
    } catch (InstanceAlreadyExistsException alreadyRegistered) {
      // Other code in this JVM has registered it.
    } catch (JMException absent) {
      return null; // not HotSpot
    }
    try {
      return new ObjectName("sun.management:type=HotspotRuntime");
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }
}
