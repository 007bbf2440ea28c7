package dev.firsttoken.proxy.pages;

import dev.firsttoken.proxy.config.Configuration;
import jakarta.inject.Singleton;

/** Paths of the pages' files. Whoever may connect may load them: they hold nothing secret. */
@Singleton
public final class PagePaths {
  private final PageFiles pageFiles;
  private final boolean isDevelopment;

  PagePaths(PageFiles pageFiles, Configuration configuration) {
    this.pageFiles = pageFiles;
    this.isDevelopment = configuration.devServer() != null;
  }

  /**
   * Reports whether a path is that of a page's file, by its exact text.
   *
   * @param path as the request has it, without its query
   */
  public boolean contains(String path) {
    if (isDevelopment) {
      return DevPaths.contains(path);
    }
    return PageController.isIndex(path) || pageFiles.file(path) != null;
  }
}
