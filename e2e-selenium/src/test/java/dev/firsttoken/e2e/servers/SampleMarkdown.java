package dev.firsttoken.e2e.servers;

import java.util.List;
import java.util.stream.Stream;

/**
 * Response that has one of everything: reasoning, headings, prose, a list, a table, code, a link.
 */
public final class SampleMarkdown {
  private static final String TEXT =
      """
      ## Why the sky is blue

      Sunlight holds **all colours**. Air scatters short waves more than long ones, by the *fourth \
      power* of the frequency, so blue reaches the eye from every direction.

      1. Violet is scattered most, and the eye sees little of it.
      2. Blue is next.
         - At noon the path through the air is short.
         - In the evening it is long, and red is what is left.

      | colour | wavelength | scattered, red = 1 |
      | --- | ---: | ---: |
      | red | 700 nm | 1.0 |
      | green | 530 nm | 3.0 |
      | blue | 450 nm | 5.9 |

      ```python
      def scattering(wavelength_nm: float, reference_nm: float = 700) -> float:
          return (reference_nm / wavelength_nm) ** 4  # a long line, which a phone has to scroll sideways
      ```

      > Lord Rayleigh published this in 1871.

      More at [an encyclopedia](https://example.com/rayleigh), and in `scattering(450)`.
      """;

  private SampleMarkdown() {}

  /** The whole response. */
  public static String response() {
    return ChatEvents.HEADERS + String.join("", events()) + ChatEvents.END;
  }

  /** Its events: the reasoning, and one for each line. */
  public static List<String> events() {
    return Stream.concat(
            Stream.of("The reader asks for a cause, ", "so I name it first.")
                .map(ChatEvents::reasoning),
            TEXT.lines().map(line -> ChatEvents.content(line + "\n")))
        .toList();
  }
}
