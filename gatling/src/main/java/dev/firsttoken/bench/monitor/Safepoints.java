package dev.firsttoken.bench.monitor;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * How often the JVM stood still since it began, and for how long: for garbage collections, but also
 * for all else that needs every thread to wait. Only HotSpot's internal bean tells it, and only to
 * whom {@code --add-exports=java.management/sun.management=ALL-UNNAMED} lets in.
 */
record Safepoints(long count, long nanos) {
  private static final @Nullable ObjectName BEAN = registerBean();

  /** Null where the JVM doesn't tell. */
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

  /** The bean isn't registered by itself: this one does it, for itself and its like. */
  private static @Nullable ObjectName registerBean() {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .createMBean("sun.management.HotspotInternal", null);
    } catch (InstanceAlreadyExistsException alreadyRegistered) {
      // Someone else in this JVM asked for it: it is there.
    } catch (JMException absent) {
      return null; // no HotSpot
    }
    try {
      return new ObjectName("sun.management:type=HotspotRuntime");
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }
}
