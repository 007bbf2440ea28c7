package dev.firsttoken.proxy.upstream;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which addresses a caller may make the proxy connect to. It sees resolved addresses, so
 * their spelling does not matter. An IPv6 address that embeds an IPv4 address counts as the latter.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IPv4, by RFC 6890</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IPv6, by RFC 6890</a>
 */
public final class AddressGuard {
  /** Metadata services, where clouds keep a machine's secrets. Many lie in 169.254.0.0/16. */
  private static final List<Network> METADATA =
      networks(
          "169.254.0.0/16",
          "100.100.100.200/32", // Alibaba
          "168.63.129.16/32", // Azure
          "192.0.0.192/32", // Oracle
          "fd00:ec2::254/128", // Amazon
          "fd00:ec2::23/128", // Amazon, for containers
          "fd20:ce::254/128", // Google
          "fd00:c1::a9fe:a9fe/128", // Oracle
          "fd00:42::42/128", // Scaleway
          "fe80::a9fe:a9fe/128"); // OpenStack

  private static final List<Network> SPECIAL =
      networks(
          "0.0.0.0/8", // this network: RFC 791, 1122
          "10.0.0.0/8", // private: RFC 1918
          "100.64.0.0/10", // shared by carriers: RFC 6598
          "127.0.0.0/8", // loopback: RFC 1122
          "169.254.0.0/16", // link-local: RFC 3927
          "172.16.0.0/12", // private: RFC 1918
          "192.0.0.0/24", // protocol assignments: RFC 6890
          "192.0.2.0/24", // documentation: RFC 5737
          "192.88.99.0/24", // relays of 6to4, withdrawn: RFC 7526
          "192.168.0.0/16", // private: RFC 1918
          "198.18.0.0/15", // benchmarks: RFC 2544
          "198.51.100.0/24", // documentation: RFC 5737
          "203.0.113.0/24", // documentation: RFC 5737
          "224.0.0.0/4", // multicast: RFC 5771
          "240.0.0.0/4", // reserved: RFC 1112; and broadcast: RFC 919
          "2001::/23", // protocol assignments, Teredo among them: RFC 2928, 4380
          "2001:db8::/32", // documentation: RFC 3849
          "3fff::/20"); // documentation: RFC 9637

  /**
   * Any other IPv6 address is not global unicast (RFC 4291): loopback, unspecified, unique local
   * (RFC 4193), link-local, site-local (RFC 3879), multicast, discard-only (RFC 6666), segment
   * routing (RFC 9602), a site's own NAT64 (RFC 8215).
   */
  private static final List<Network> UNICAST = networks("0.0.0.0/0", "2000::/3");

  /** Networks whose addresses hold an IPv4 address in their last four bytes. */
  private static final List<Network> IPV4_EMBEDDING =
      networks(
          "::ffff:0:0/96", // mapped: RFC 4291
          "::/96", // compatible: RFC 4291
          "::ffff:0:0:0/96", // translated: RFC 2765
          "64:ff9b::/96"); // NAT64: RFC 6052

  private static final Network LOCAL_NAT64 = network("64:ff9b:1::/48"); // RFC 8215
  private static final Network SIX_TO_FOUR = network("2002::/16"); // RFC 3056

  private AddressGuard() {}

  /** Reports whether a cloud's metadata service may be there. No caller may ever reach one. */
  public static boolean isMetadata(InetAddress address) {
    byte[] bytes = address.getAddress();
    byte[] embedded = embeddedIpv4(bytes);
    return containsAny(METADATA, embedded == null ? localNat64Ipv4(bytes) : embedded);
  }

  /** Reports whether an address is on the public internet and not {@link #isMetadata}. */
  public static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    byte[] embedded = embeddedIpv4(bytes);
    byte[] effective = embedded == null ? bytes : embedded;
    return containsAny(UNICAST, effective)
        && !containsAny(SPECIAL, effective)
        && !isMetadata(address);
  }

  /** Returns the embedded IPv4 address, which packets finally reach, or null if there is none. */
  private static byte @Nullable [] embeddedIpv4(byte[] address) {
    if (containsAny(IPV4_EMBEDDING, address)) {
      return Arrays.copyOfRange(address, 12, 16);
    }
    return SIX_TO_FOUR.contains(address) ? Arrays.copyOfRange(address, 2, 6) : null;
  }

  /** The IPv4 address behind a site's own NAT64, whose prefix is assumed to have 96 bits. */
  private static byte[] localNat64Ipv4(byte[] address) {
    return LOCAL_NAT64.contains(address) ? Arrays.copyOfRange(address, 12, 16) : address;
  }

  private static boolean containsAny(List<Network> networks, byte[] address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  private static List<Network> networks(String... cidrs) {
    return Stream.of(cidrs).map(AddressGuard::network).toList();
  }

  private static Network network(String cidr) {
    int slash = cidr.indexOf('/');
    byte[] prefix = NetUtil.createByteArrayFromIpAddressString(cidr.substring(0, slash));
    if (prefix == null) {
      throw new IllegalArgumentException("not a network: " + cidr);
    }
    return new Network(prefix, Integer.parseInt(cidr, slash + 1, cidr.length(), 10));
  }

  /** Addresses with a common prefix. */
  private static final class Network {
    private final byte[] prefix;
    private final int bits;

    Network(byte[] prefix, int bits) {
      this.prefix = prefix;
      this.bits = bits;
    }

    boolean contains(byte[] address) {
      boolean same = address.length == prefix.length;
      for (int bit = 0; same && bit < bits; bit += Byte.SIZE) {
        int differing = (address[bit / Byte.SIZE] ^ prefix[bit / Byte.SIZE]) & 0xFF;
        same = differing >> Math.max(0, Byte.SIZE - (bits - bit)) == 0;
      }
      return same;
    }
  }
}
