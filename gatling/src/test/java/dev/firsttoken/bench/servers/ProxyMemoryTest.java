package dev.firsttoken.bench.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyMemoryTest {
  private static final long MACHINE_BYTES = 100L << 30;

  @Test
  void sizeIsSplitIntoHeapAndDirectMemoryEqually() {
    assertThat(ProxyMemory.parse("1g", MACHINE_BYTES).jvmFlags())
        .containsExactly(
            "-Xmx512m",
            "-Xmn32m",
            "-XX:MaxDirectMemorySize=512m",
            "-Dio.netty.maxDirectMemory=469762048");
    assertThat(ProxyMemory.parse("301M", MACHINE_BYTES).jvmFlags())
        .startsWith("-Xmx150m", "-Xmn16m", "-XX:MaxDirectMemorySize=151m");
    assertThat(ProxyMemory.parse("512m", MACHINE_BYTES).jvmFlags())
        .contains("-Dio.netty.maxDirectMemory=" + (224 << 20));
  }

  @Test
  void boundsAreValid() {
    assertThat(ProxyMemory.parse("128m", MACHINE_BYTES).mebibytes()).isEqualTo(128);
    assertThat(ProxyMemory.parse("100G", MACHINE_BYTES).mebibytes()).isEqualTo(102_400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "512", "127m", "101g", "-1g", "1.5g", "1gb", "1 g", "9999999999g", "64k"})
  void otherSizesAreRefusedWithTheBounds(String size) {
    assertThatThrownBy(() -> ProxyMemory.parse(size, MACHINE_BYTES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "must be a size like 512m or 1g, from 128m to the memory of this machine, 102400m");
  }
}
