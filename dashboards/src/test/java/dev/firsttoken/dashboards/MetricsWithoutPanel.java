package dev.firsttoken.dashboards;

import java.util.Map;
import java.util.TreeMap;

/** Metrics of the proxy that no panel shows, with the reason. */
final class MetricsWithoutPanel {
  private static final String FOLLOWS_DIRECT = "follows the direct memory in use";
  private static final String FOLLOWS_HEAP = "the heap and the pauses show what it leads to";
  private static final String CONSTANT = "does not change while the process runs";
  private static final String THREADS = "event loops are few and fixed; their delay is shown";

  static final Map<String, String> REASONS = new TreeMap<>();

  static {
    REASONS.put("jvm_buffer_count_buffers", FOLLOWS_DIRECT);
    REASONS.put("jvm_buffer_total_capacity_bytes", FOLLOWS_DIRECT);
    REASONS.put("jvm_gc_live_data_size_bytes", FOLLOWS_HEAP);
    REASONS.put("jvm_gc_max_data_size_bytes", CONSTANT);
    REASONS.put("jvm_gc_memory_allocated_bytes_total", FOLLOWS_HEAP);
    REASONS.put("jvm_gc_memory_promoted_bytes_total", FOLLOWS_HEAP);
    REASONS.put(
        "jvm_memory_committed_bytes", "lies between the use and the limit, which are shown");
    REASONS.put("jvm_threads_daemon_threads", THREADS);
    REASONS.put("jvm_threads_live_threads", THREADS);
    REASONS.put("jvm_threads_peak_threads", THREADS);
    REASONS.put("jvm_threads_started_threads_total", THREADS);
    REASONS.put("jvm_threads_states_threads", THREADS);
    REASONS.put("process_cpu_time_ns_total", "the CPU in use is its rate");
    REASONS.put("process_start_time_seconds", CONSTANT);
    REASONS.put("process_uptime_seconds", "the lines of the servers that are up begin at a start");
    REASONS.put("system_cpu_count", CONSTANT);
    REASONS.put("system_load_average_1m", "the CPU of the machine is shown");
  }

  private MetricsWithoutPanel() {}
}
