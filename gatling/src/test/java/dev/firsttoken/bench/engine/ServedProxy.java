package dev.firsttoken.bench.engine;

import dev.firsttoken.bench.testing.BenchProcess;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** The proxy as a user starts it, {@code ./bench serve}, without LLM_MODEL. */
final class ServedProxy implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("First Token on (http://[^,\\s]+)");

  private final BenchProcess process;
  private final URI url;

  private ServedProxy(BenchProcess process, URI url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts the proxy.
   *
   * @param baseUrl base URL of the upstream
   * @param dir directory for its output
   */
  static ServedProxy relayingTo(String baseUrl, Path dir) throws InterruptedException {
    BenchProcess process =
        BenchProcess.start(dir, Map.of("LLM_BASE_URL", baseUrl), "serve", "--port=0");
    return new ServedProxy(process, URI.create(process.awaitErr(READY)));
  }

  URI url() {
    return url;
  }

  int port() {
    return url.getPort();
  }

  Scrape metrics() {
    return Scrape.of(url);
  }

  @Override
  public void close() {
    process.close();
  }
}
