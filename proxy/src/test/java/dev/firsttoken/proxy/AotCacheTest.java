package dev.firsttoken.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AotCacheTest {
  private static final String LIBRARY = "7f00-7f01 r--p 00000000 fe:00 1 /jdk/lib/libnio.so\n";
  private static final String CACHE = "7f02-7f03 rw-p 00000000 fe:00 2 /proxy/target/proxy.aot\n";

  @ParameterizedTest
  @ValueSource(strings = {"proxy.jar", "/proxy/target/proxy.jar"})
  void jarWithoutItsCacheIsReportedWithTheRemedy(String classPath) {
    assertThat(AotCache.problem(classPath, LIBRARY))
        .startsWith("The proxy runs without its AOT cache, so it starts slower")
        .contains("java @proxy/target/proxy.args -jar")
        .endsWith("In an archive the cache fits only the times of the files, which tar keeps");
  }

  @Test
  void jarWithItsCacheIsNoProblem() {
    assertThat(AotCache.problem("/proxy/target/proxy.jar", LIBRARY + CACHE)).isNull();
  }

  @Test
  void classesHaveNoCache() {
    assertThat(AotCache.problem("/proxy/target/classes:/m2/netty.jar", LIBRARY)).isNull();
    assertThat(AotCache.problem("/proxy/target/classes:/m2/other-proxy.jar", LIBRARY)).isNull();
  }
}
