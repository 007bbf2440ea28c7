package dev.firsttoken.bench.tokens;

import java.util.List;

/**
 * Common English words of four letters. Each is one token of every {@link Tokenizer}, at the start
 * of a text and after a space, so texts of these words have as many tokens as words, and texts of
 * as many tokens have as many bytes.
 */
final class CommonWords {
  /** One word for each value of a byte. */
  static final List<String> ALL =
      List.of(
          """
          able acid ages area arts asks away baby ball band bars beam bear been beer belt
          bike bind bird blue body bond bone boot both bulk burn bury cake camp care case
          cast chat chip city club coat coin come cook cope core cost crew crow dark data
          date deal deep desk dish disk does done down draw duck earn easy edge even exam
          eyes fact fade fair farm feed feel felt fill find fine firm five flat folk food
          ford fort free frog fuel fund game gang gear girl goal good gray grid hair hall
          hand hard heat help here hide hill hire hole home hook horn hour hunt idea into
          item jobs jump just kick kind king labs lamp lane last lead lean less life like
          link list load loan long loop lose loss love made main make mall maps mass math
          meal meet mile mind mine moon most much must near need news nice nine none oven
          paid pain park pass path peak pile pink plan plot plug pole pond port post pull
          push rack rail rank read rear rest rice ride rise road rock roll room rose rule
          safe sale same save seat seek self send ship shot side site size slow soap sold
          some song sort spot stay step such tail talk tank team tent test than that then
          thin time tiny tool town trip true turn unit used very view wait walk want warm
          wave weak week well were what wide wild will wine wire wish with wood work year
          """
              .strip()
              .split("\\s+", -1));

  /** Bytes of a word and the space after it. */
  static final int BYTES = 5;

  private CommonWords() {}
}
