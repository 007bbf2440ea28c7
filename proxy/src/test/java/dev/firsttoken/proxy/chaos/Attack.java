package dev.firsttoken.proxy.chaos;

import dev.firsttoken.proxy.testing.Requests;
import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A load of clients that want more than their share. */
public enum Attack {
  UPLOADS("40 uploads of 9 MB at once, again and again") {
    @Override
    public AutoCloseable start(int port) {
      byte[] body = Uploads.body(9_000_000);
      return repeat(40, () -> Uploads.send(port, body));
    }
  },
  PIPELINED_HEADERS("100 clients pipeline 15 MB of empty headers behind a silent stream") {
    @Override
    public AutoCloseable start(int port) throws IOException {
      return HostileClients.pipelineHeaders(port, 100);
    }
  },
  UNREAD_RESPONSES("200 clients request 16 MB of /micro and read nothing") {
    @Override
    public AutoCloseable start(int port) throws IOException {
      return HostileClients.leaveUnread(port, 200);
    }
  },
  MANY_FIELDS("4 clients send JSON of 9 MB with 850,000 field names, again and again") {
    @Override
    public AutoCloseable start(int port) {
      byte[] body = Uploads.bodyOfFields(850_000);
      return repeat(4, () -> Uploads.send(port, body));
    }
  },
  NAMES("40 clients choose upstreams whose names are never resolved") {
    @Override
    public AutoCloseable start(int port) {
      AtomicInteger count = new AtomicInteger();
      return repeat(
          40,
          () ->
              RawClient.request(
                  port,
                  Requests.chat(
                      "X-LLM-Base-URL: http://slow%d%s/v1"
                          .formatted(count.incrementAndGet(), SlowNames.NEVER))));
    }
  },
  SCRAPES("20 clients scrape /metrics without a pause") {
    @Override
    public AutoCloseable start(int port) {
      return repeat(20, () -> RawClient.request(port, Requests.to("GET /metrics")));
    }
  };

  private final String description;

  Attack(String description) {
    this.description = description;
  }

  public String description() {
    return description;
  }

  /** Starts the attack, which the result ends. */
  public abstract AutoCloseable start(int port) throws IOException;

  private interface Step {
    void run() throws IOException;
  }

  private static AutoCloseable repeat(int clients, Step step) {
    AtomicBoolean isStopped = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    for (int i = 0; i < clients; i++) {
      threads.execute(
          () -> {
            while (!isStopped.get()) {
              try {
                step.run();
              } catch (IOException e) {
                // A hostile client may be cut off.
              }
            }
          });
    }
    return () -> {
      isStopped.set(true);
      threads.close();
    };
  }
}
