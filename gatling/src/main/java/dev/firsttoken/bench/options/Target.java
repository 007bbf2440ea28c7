package dev.firsttoken.bench.options;

import dev.firsttoken.bench.http.CaFile;
import dev.firsttoken.bench.http.InsecureTls;
import dev.firsttoken.bench.options.value.RequestHeaders;
import dev.firsttoken.bench.options.value.RequestHeaders.Header;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Server that the requests go to.
 *
 * @param chatUrl http or https URL of the chat completions; of a micro run that of its GET requests
 * @param isExplicit whether the user gave it; false for the default
 * @param timeout limit of each request
 * @param apiKey bearer token, or null for none
 * @param caFile PEM certificates to trust instead of the JDK's, or null for the JDK's
 * @param headers further headers of each request
 */
public record Target(
    URI chatUrl,
    boolean isExplicit,
    Duration timeout,
    @Nullable String apiKey,
    @Nullable Path caFile,
    RequestHeaders headers,
    ConnectionOptions connectionOptions) {

  /** Words for the means by which most keys are given. */
  public static final String API_KEY_SOURCE = "LLM_API_KEY or --api-key";

  /** Creates a target that needs no further headers, and whose connections are kept. */
  public Target(
      URI chatUrl,
      boolean isExplicit,
      Duration timeout,
      @Nullable String apiKey,
      @Nullable Path caFile) {
    this(
        chatUrl,
        isExplicit,
        timeout,
        apiKey,
        caFile,
        RequestHeaders.NONE,
        ConnectionOptions.DEFAULT);
  }

  static Target from(Command command, RawOptions rawOptions, OptionReader optionReader) {
    boolean hasUrl = command.accepts(Setting.URL);
    return new Target(
        hasUrl ? optionReader.urls().url(Setting.URL) : optionReader.urls().endpoint(),
        rawOptions.has(hasUrl ? Setting.URL : Setting.BASE_URL),
        optionReader.duration(Setting.TIMEOUT),
        optionReader.visibleAscii(Setting.API_KEY),
        optionReader.readableFile(Setting.CA_FILE),
        optionReader.headers(Setting.HEADER),
        new ConnectionOptions(
            !optionReader.toggle(Setting.NO_KEEP_ALIVE), optionReader.toggle(Setting.INSECURE)));
  }

  /** Rejects settings that contradict each other. */
  void check(RawOptions rawOptions) {
    if (connectionOptions.insecure() && caFile != null) {
      throw rawOptions.invalid(
          Setting.INSECURE, "can't be given with --ca-file, which verifies certificates");
    }
    boolean hasKeyFlag = rawOptions.has(Setting.API_KEY) && !rawOptions.isVariable(Setting.API_KEY);
    if (hasKeyFlag && headers.has("authorization")) {
      throw rawOptions.invalid(
          Setting.API_KEY, "can't be given with a header authorization; use one of them");
    }
  }

  /** Returns the same target at another URL, which the user has chosen. */
  Target at(URI url) {
    return new Target(url, true, timeout, apiKey, caFile, headers, connectionOptions);
  }

  /** Returns a server at another URL that the bench has started, and that gets no credentials. */
  Target startedAt(URI url) {
    return new Target(url, true, timeout, null, null, headers.withoutSecrets(), connectionOptions);
  }

  /** Returns the URL without what its query may hold of secrets. */
  public String shownUrl() {
    return KeyRedaction.redactQuery(chatUrl.toString());
  }

  /** Returns all that is sent to the server and must not be shown. */
  public List<String> secrets() {
    List<String> secrets = new ArrayList<>(headers.secrets());
    if (apiKey != null) {
      secrets.add(apiKey);
    }
    secrets.addAll(KeyRedaction.querySecrets(chatUrl.getRawQuery()));
    return secrets.stream().filter(KeyRedaction::canBeSecret).toList();
  }

  /** Returns what the key that is sent was given by, in words, or null if none is sent. */
  public @Nullable String keySource() {
    if (apiKey != null && !headers.has("authorization")) {
      return API_KEY_SOURCE;
    }
    for (Header header : headers.headers()) {
      if (header.isCredential() && KeyRedaction.canBeSecret(header.value())) {
        return "the header " + header.name();
      }
    }
    return KeyRedaction.querySecrets(chatUrl.getRawQuery()).stream()
            .anyMatch(KeyRedaction::canBeSecret)
        ? "the query of the URL"
        : null;
  }

  /** Returns the URL of another path on the same server. */
  public URI resolve(String path) {
    return chatUrl.resolve(path);
  }

  /**
   * Creates the TLS context of the JDK's HTTP client.
   *
   * @return the context that trusts the CA file or anyone, or null to trust the JDK's certificates
   * @throws IllegalArgumentException with the CA file's name, if it can't be used
   */
  public @Nullable SSLContext sslContext() {
    if (connectionOptions.insecure()) {
      return InsecureTls.jdkContext();
    }
    return caFile == null ? null : CaFile.sslContext(caFile);
  }

  /** Returns the URL, without any key. */
  @Override
  public String toString() {
    return shownUrl();
  }
}
