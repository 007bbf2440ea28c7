package dev.firsttoken.proxy.chaos;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * Resolver with host names whose lookup takes as long as a test says, or never ends. It passes all
 * other names on to the system. The JDK finds it through {@code META-INF/services}.
 */
public final class SlowNames extends InetAddressResolverProvider {
  /** Delays a lookup. */
  @FunctionalInterface
  interface Delay {
    void await() throws Exception;
  }

  /** A name that ends with it is never resolved, in a proxy of its own process too. */
  static final String NEVER = ".never-resolved.test";

  private static final Map<String, Delay> SLOW = new ConcurrentHashMap<>();

  /** Resolves this name to the loopback address after the delay. */
  static void add(String name, Delay delay) {
    SLOW.put(name, delay);
  }

  static void clear() {
    SLOW.clear();
  }

  @Override
  public String name() {
    return "slow names";
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver system = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        Delay delay = host.endsWith(NEVER) ? new CountDownLatch(1)::await : SLOW.get(host);
        if (delay == null) {
          return system.lookupByName(host, policy);
        }
        try {
          delay.await();
        } catch (Exception e) {
          throw new UnknownHostException(host + ": " + e);
        }
        return Stream.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return system.lookupByAddress(address);
      }
    };
  }
}
