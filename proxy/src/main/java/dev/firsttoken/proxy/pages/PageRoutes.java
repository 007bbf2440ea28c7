package dev.firsttoken.proxy.pages;

import dev.firsttoken.proxy.config.Configuration;
import io.micronaut.context.ExecutionHandleLocator;
import io.micronaut.http.HttpRequest;
import io.micronaut.web.router.DefaultRouteBuilder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Routes of the pages: one for each file, so that any other path stays unknown to the server, or
 * those of the development server.
 */
@Singleton
@SuppressWarnings("overrides") // in the base class alone
final class PageRoutes extends DefaultRouteBuilder {
  private static final String INDEX = "index";
  private static final String FILE = "file";
  private static final String FETCH = "fetch";

  PageRoutes(ExecutionHandleLocator executionHandleLocator, UriNamingStrategy uriNamingStrategy) {
    super(executionHandleLocator, uriNamingStrategy);
  }

  @Inject
  void addRoutes(
      Configuration configuration, PageFiles pageFiles, PageController pages, DevServer devServer) {
    if (configuration.devServer() != null) {
      addDevRoutes(devServer);
      return;
    }
    GET("/", pages, INDEX, HttpRequest.class);
    GET("/index.html", pages, INDEX, HttpRequest.class);
    for (String path : pageFiles.paths()) {
      GET(path, pages, FILE, HttpRequest.class);
    }
  }

  private void addDevRoutes(DevServer devServer) {
    GET("/", devServer, FETCH, HttpRequest.class);
    GET(DevPaths.REACT_REFRESH, devServer, FETCH, HttpRequest.class);
    // Not any name: it would take /health from its controller.
    GET("/{file:[A-Za-z0-9_-]+\\.[A-Za-z0-9]+}", devServer, FETCH, HttpRequest.class);
    for (String folder : DevPaths.FOLDERS) {
      GET(folder + "{+path}", devServer, FETCH, HttpRequest.class);
    }
  }
}
