package dev.firsttoken.proxy.results;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.config.Configuration;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/results}: what the bench wrote to the folder of {@code RESULTS_DIR}, if that is
 * set.
 */
@Controller("/api/results")
@ExecuteOn(TaskExecutors.BLOCKING) // A disk can be slow, and a folder large.
final class ResultsController {
  private final @Nullable ResultFolder folder;
  private final @Nullable ResultIndex index;

  ResultsController(Configuration configuration) {
    Path root = configuration.resultsDir();
    this.folder = root == null ? null : new ResultFolder(root);
    this.index = folder == null ? null : new ResultIndex(folder);
  }

  @Get
  @Produces(MediaType.ALL)
  HttpResponse<?> list() {
    if (index == null) {
      return error(ApiError.resultsOff());
    }
    try {
      return json(HttpResponse.ok(ResultListJson.encode(index.list())));
    } catch (IOException e) {
      return error(ApiError.noResult("The folder of the results can't be read."));
    }
  }

  @Get("/{id}")
  @Produces(MediaType.ALL)
  HttpResponse<?> result(@PathVariable String id) {
    return folder == null ? error(ApiError.resultsOff()) : send(folder.result(id));
  }

  @Get("/{id}/compare")
  @Produces(MediaType.ALL)
  HttpResponse<?> comparison(@PathVariable String id) {
    return folder == null ? error(ApiError.resultsOff()) : send(folder.comparison(id));
  }

  /** The server reads from the file as its client reads, and closes it. */
  private static HttpResponse<?> send(ResultFolder.@Nullable Found found) {
    if (found == null) {
      return error(ApiError.noResult("There is no such result."));
    }
    if (found.isTooLarge()) {
      return error(ApiError.resultTooLarge(ResultFolder.MAX_FILE_BYTES));
    }
    try {
      return json(HttpResponse.ok(Files.newInputStream(found.file(), LinkOption.NOFOLLOW_LINKS)));
    } catch (IOException e) {
      return error(ApiError.noResult("The result can't be read."));
    }
  }

  /** Not thrown: a page that looks for results is no failed request of the metrics. */
  private static HttpResponse<?> error(ApiError error) {
    return json(HttpResponse.status(error.status(), "").body(error.body()));
  }

  private static <B> HttpResponse<B> json(MutableHttpResponse<B> response) {
    return response
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("X-Content-Type-Options", "nosniff");
  }
}
