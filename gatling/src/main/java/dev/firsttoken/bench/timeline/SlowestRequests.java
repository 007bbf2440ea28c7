package dev.firsttoken.bench.timeline;

import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.summary.RequestTimes;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the successful requests with the longest E2E. */
final class SlowestRequests {
  static final int MAX_REQUESTS = 10;

  private static final Comparator<SlowRequest> SLOWEST_FIRST =
      Comparator.comparingLong(SlowRequest::e2eNanos)
          .reversed()
          .thenComparingLong(SlowRequest::atNanos);

  /** The fastest of them is the head, which goes first. */
  private final PriorityQueue<SlowRequest> requests = new PriorityQueue<>(SLOWEST_FIRST.reversed());

  /** Adds a successful response. Most are too fast to be kept, and cost no copy of their events. */
  void add(Sample sample, RequestTimes times, int round) {
    SlowRequest fastest = requests.peek();
    if (requests.size() < MAX_REQUESTS
        || fastest == null
        || times.e2eNanos() > fastest.e2eNanos()) {
      add(SlowRequest.of(sample, times, round));
    }
  }

  private void add(SlowRequest request) {
    requests.add(request);
    if (requests.size() > MAX_REQUESTS) {
      requests.remove();
    }
  }

  /** Returns the requests so far, the slowest first. */
  List<SlowRequest> close() {
    return requests.stream().sorted(SLOWEST_FIRST).toList();
  }

  /** Returns the slowest of both, the slowest first. */
  static List<SlowRequest> merge(List<SlowRequest> one, List<SlowRequest> other) {
    SlowestRequests both = new SlowestRequests();
    one.forEach(both::add);
    other.forEach(both::add);
    return both.close();
  }
}
