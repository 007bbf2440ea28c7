package dev.firsttoken.proxy.perf;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Reads the allocation counter of another JVM of this user by attaching to it. */
final class Allocations {
  private final ThreadMXBean threads;

  private Allocations(ThreadMXBean threads) {
    this.threads = threads;
  }

  @SuppressWarnings("BanJNDI") // the address comes from a process that this program started
  static Allocations of(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      String address = machine.startLocalManagementAgent();
      machine.detach();
      var connection =
          JMXConnectorFactory.connect(new JMXServiceURL(address)).getMBeanServerConnection();
      return new Allocations(
          ManagementFactory.newPlatformMXBeanProxy(
              connection, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class));
    } catch (AttachNotSupportedException e) {
      throw new IOException("can't attach to the JVM " + pid, e);
    }
  }

  /** Heap allocations of all threads since the JVM's start, including ended threads, in bytes. */
  long bytes() {
    return threads.getTotalThreadAllocatedBytes();
  }
}
