package dev.firsttoken.bench.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The results page, which the build of the web pages makes, around the place of its data.
 *
 * @param head everything before the data
 * @param tail everything after it
 */
public record ReportTemplate(String head, String tail) {
  private static final String RESOURCE = "report/report.html";

  /** The element of the data, which has none. */
  private static final String SLOT_START = "<script type=\"application/json\" id=\"result\">";

  private static final String SLOT_END = "</script>";

  /** Returns true if the pages were built. */
  public static boolean isBuilt() {
    return ReportTemplate.class.getClassLoader().getResource(RESOURCE) != null;
  }

  /**
   * Reads the template from the class path.
   *
   * @throws IllegalStateException one sentence: the pages were not built, and the way out
   */
  public static ReportTemplate load() {
    try (InputStream in = ReportTemplate.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            "there can be no HTML report, because the web pages were not built: install Node 20.19,"
                + " 22.12 or newer with npm, and ./bench builds them. The result can be shown later"
                + " by ./bench report --out=FILE");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + " can't be read", e);
    }
  }

  static ReportTemplate parse(String page) {
    String slot = SLOT_START + "null" + SLOT_END;
    int start = page.indexOf(slot);
    if (start < 0 || page.indexOf(slot, start + 1) >= 0) {
      throw new IllegalStateException(
          "the template of the HTML report has not exactly one place for the result");
    }
    return new ReportTemplate(
        page.substring(0, start + SLOT_START.length()),
        page.substring(start + slot.length() - SLOT_END.length()));
  }
}
