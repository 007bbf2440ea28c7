package dev.firsttoken.proxy.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageFilesTest {
  @Test
  void listedFilesAndNoOthersAreRead() {
    PageFiles files = new PageFiles("pages-under-test");

    assertThat(files.paths())
        .containsExactlyInAnyOrder(
            "/assets/app-1a2b3c4d.js",
            "/assets/app-5e6f7a8b.css",
            "/assets/dot-9c0d1e2f.png",
            "/favicon.svg");
    assertThat(files.index()).isNotNull();
  }

  @Test
  void folderWithoutAListHasNoPages() {
    PageFiles files = new PageFiles("no-such-folder");

    assertThat(files.paths()).isEmpty();
    assertThat(files.index()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pages-with-a-missing-file", "pages-with-an-invalid-name"})
  void listThatCanNotBeServedIsRejected(String folder) {
    assertThatThrownBy(() -> new PageFiles(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(folder + "/files.txt lists ")
        .hasMessageEndingWith(", which is missing or has no valid name.");
  }
}
