package dev.firsttoken.bench.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.options.RequestOptions;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Check of the model that the requests name, by the server's own list. */
final class ModelsCheck {
  private static final String NAME = "models";
  private static final String CHAT_PATH = "/chat/completions";
  private static final int MAX_LISTED = 5;

  private ModelsCheck() {}

  /** Returns the URL of the list, or null if the path of chat completions is not OpenAI's. */
  static @Nullable URI url(URI chatUrl) {
    String path = chatUrl.getRawPath();
    return path.endsWith(CHAT_PATH)
        ? chatUrl.resolve(path.substring(0, path.length() - CHAT_PATH.length()) + "/models")
        : null;
  }

  /**
   * Checks the model.
   *
   * @param response response of the list, or null if there is none
   * @param model model of the requests, or null for the server's own
   */
  static CheckResult check(@Nullable HttpResponse<TimedBody> response, @Nullable String model) {
    if (response == null) {
      return CheckResult.warn(NAME, "not asked: --path does not end in " + CHAT_PATH);
    }
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      throw new ContractViolation(StreamCheck.describeError(response));
    }
    List<String> models = status == 200 ? ids(response.body().text()) : List.of();
    if (models.isEmpty()) {
      return CheckResult.warn(
          NAME,
          "%s lists none (HTTP %d), so nothing shows whether the requests name the right one"
              .formatted(response.uri().getPath(), status));
    }
    return compare(models, model);
  }

  private static CheckResult compare(List<String> models, @Nullable String model) {
    String listed = describe(models);
    if (model == null) {
      return models.size() == 1
          ? CheckResult.pass(NAME, listed)
          : CheckResult.warn(
              NAME,
              "%s; the requests name none. Add --model=%s".formatted(listed, models.getFirst()));
    }
    return models.contains(model) || model.equals(RequestOptions.SYNTHETIC)
        ? CheckResult.pass(NAME, "the server has " + model)
        : CheckResult.warn(NAME, "%s, and not --model=%s. Check its name".formatted(listed, model));
  }

  private static List<String> ids(String text) {
    List<String> ids = new ArrayList<>();
    for (JsonNode model : StreamChecks.parseJson(text).path("data")) {
      if (model.path("id").isTextual()) {
        ids.add(model.path("id").asText());
      }
    }
    return ids;
  }

  private static String describe(List<String> models) {
    String names = String.join(", ", models.subList(0, Math.min(MAX_LISTED, models.size())));
    return models.size() == 1
        ? "the server has " + names
        : "the server has %d: %s%s"
            .formatted(models.size(), names, models.size() > MAX_LISTED ? ", …" : "");
  }
}
