package dev.firsttoken.bench.run;

import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.http.JdkRequest;
import dev.firsttoken.bench.load.requests.TargetHeaders;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.value.Endpoint;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Model of the requests if the user names none: the only one that the server lists, or the default
 * among several. A First Token proxy chooses by itself and is not asked.
 */
public final class TargetModel {
  /** The proxy's own default. */
  private static final String DEFAULT = "openai/gpt-oss-120b";

  /** Route that only First Token's own servers have. */
  private static final String OWN_PATH = "/api/chat/completions";

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_LISTED = 20;
  private static final int MAX_NAME_LENGTH = 256;
  private static final ObjectMapper JSON = new ObjectMapper();

  private TargetModel() {}

  /**
   * Returns the options with a model, or unchanged if one is named or the server lists none.
   *
   * @throws InvalidOptionException listing the models, if there are several to choose from
   */
  public static Options choose(Command command, Options options) {
    URI url = hasToChoose(command, options) ? listUrl(options) : null;
    if (url == null) {
      return options;
    }
    List<String> models = ask(options, url);
    if (models.isEmpty()) {
      return options;
    }
    if (models.size() == 1 || models.contains(DEFAULT)) {
      return options.withModel(models.size() == 1 ? models.getFirst() : DEFAULT);
    }
    throw new InvalidOptionException(
        "the server has %d models; %s: %s%s"
            .formatted(
                models.size(),
                wayOut(options),
                String.join(", ", models.subList(0, Math.min(MAX_LISTED, models.size()))),
                models.size() > MAX_LISTED ? ", …" : ""));
  }

  /** Returns the advice; as a flag, a model would replace those that lines of a file name. */
  private static String wayOut(Options options) {
    return options.workloadOptions().namesModels()
        ? "name one of them in each line of the file that names none (--model would replace the"
            + " models of all lines)"
        : "give one of them by --model";
  }

  private static boolean hasToChoose(Command command, Options options) {
    boolean isLoad = command == Command.RUN || command == Command.SWEEP;
    return isLoad
        && !options.hasModel()
        && !options.target().chatUrl().getRawPath().endsWith(OWN_PATH);
  }

  /** Returns the URL of the list, or null if the path of the requests is none of the API. */
  private static @Nullable URI listUrl(Options options) {
    URI url = options.target().chatUrl();
    String path = url.getRawPath();
    String ending = options.requestOptions().bodyOptions().endpoint().path();
    return path.endsWith(ending)
        ? url.resolve(path.substring(0, path.length() - ending.length()) + "/models")
        : null;
  }

  /** Returns the listed models; none if the server has no list, whatever it says instead. */
  private static List<String> ask(Options options, URI url) {
    HttpClient client =
        JdkRequest.client(options.target().sslContext()).connectTimeout(TIMEOUT).build();
    try {
      // The client's own timeout ends at the headers, and a body can drip for ever.
      HttpResponse<String> response =
          client
              .sendAsync(request(options, url), BodyHandlers.limiting(ofString(UTF_8), MAX_BYTES))
              .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      return response.statusCode() == HttpURLConnection.HTTP_OK ? ids(response.body()) : List.of();
    } catch (ExecutionException | TimeoutException | IllegalArgumentException e) {
      return List.of(); // The requests themselves say what is wrong.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      client.shutdownNow();
    }
  }

  private static HttpRequest request(Options options, URI url) {
    HttpRequest.Builder request = JdkRequest.to(url).GET();
    Endpoint endpoint = options.requestOptions().bodyOptions().endpoint();
    for (Map.Entry<String, String> header :
        TargetHeaders.ofLookUp(options.target(), endpoint).entries()) {
      if (!header.getKey().equalsIgnoreCase("connection")) { // The JDK's client sets it itself.
        request.header(header.getKey(), header.getValue());
      }
    }
    return request.build();
  }

  private static List<String> ids(String text) {
    List<String> ids = new ArrayList<>();
    try {
      for (JsonNode model : JSON.readTree(text).path("data")) {
        String id = model.path("id").asText("");
        if (!id.isEmpty() && id.length() <= MAX_NAME_LENGTH && !ids.contains(id)) {
          ids.add(id);
        }
      }
    } catch (JsonProcessingException e) {
      return List.of();
    }
    return ids;
  }
}
