package dev.firsttoken.proxy;

import dev.firsttoken.proxy.config.Configuration;
import io.micronaut.context.DefaultApplicationContextBuilder;
import java.util.Map;

/** Context of a proxy that generates all responses itself, for a {@code @MicronautTest}. */
public final class SyntheticProxyContext extends DefaultApplicationContextBuilder {
  public SyntheticProxyContext() {
    Application.configure(
        this, Configuration.of(Map.of("LLM_MODEL", "synthetic", "PORT", "0", "WARM_UP_MS", "0")));
  }
}
