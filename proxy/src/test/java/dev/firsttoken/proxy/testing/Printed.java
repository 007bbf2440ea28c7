package dev.firsttoken.proxy.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/** All that this JVM prints and logs meanwhile, and what an operator may choose to have logged. */
public final class Printed implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level level = root.getLevel();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  public Printed() {
    PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
    System.setOut(both);
    System.setErr(both);
    root.setLevel(Level.INFO);
  }

  public String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    root.setLevel(level);
    System.setOut(out);
    System.setErr(err);
  }
}
