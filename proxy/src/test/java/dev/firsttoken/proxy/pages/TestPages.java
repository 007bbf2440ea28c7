package dev.firsttoken.proxy.pages;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** Pages of another folder than the build's, if the argument {@code -test.pages} names one. */
@Factory
@Requires(property = "test.pages")
final class TestPages {
  @Singleton
  @Replaces(PageFiles.class)
  PageFiles pageFiles(@Property(name = "test.pages") String folder) {
    return new PageFiles(folder);
  }
}
