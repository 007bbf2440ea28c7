package dev.firsttoken.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.0",
        "192.0.3.0",
        "192.88.98.255",
        "192.88.100.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "198.51.99.255",
        "198.51.101.0",
        "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255",
        "168.63.129.15",
        "2000::",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2001:db7:ffff::1",
        "2001:db9::1",
        "2003::1",
        "2606:4700::1111",
        "2a00:1450::1",
        "3ffe:ffff::1",
        "3fff:1000::1",
        "::ffff:8.8.8.8",
        "::8.8.8.8",
        "::ffff:0:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1"
      })
  void publicAddressIsPublic(String address) throws UnknownHostException {
    assertThat(AddressGuard.isPublic(parse(address))).isTrue();
    assertThat(AddressGuard.isMetadata(parse(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.0",
        "192.0.0.8",
        "192.0.0.255",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.0",
        "255.255.255.254",
        "255.255.255.255"
      })
  void specialAddressIsNotPublicEvenWhenEmbedded(String address) throws UnknownHostException {
    byte[] b = parse(address).getAddress();
    String sixToFour = "2002:%02x%02x:%02x%02x::1".formatted(b[0], b[1], b[2], b[3]);
    String[] forms = {
      address,
      "::ffff:" + address,
      "::" + address,
      "::ffff:0:" + address,
      "64:ff9b::" + address,
      sixToFour
    };
    for (String form : forms) {
      assertThat(AddressGuard.isPublic(parse(form))).as(form).isFalse();
      assertThat(AddressGuard.isMetadata(parse(form))).as(form).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::",
        "::1",
        "::2",
        "1::1",
        "64:ff9b:1::8.8.8.8",
        "64:ff9b:0:1::8.8.8.8",
        "100::1",
        "100:0:0:1::1",
        "1fff:ffff::1",
        "2001::1",
        "2001:0:4136:e378::1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:1ff:ffff::1",
        "2001:db8::1",
        "2001:db8:ffff::1",
        "3fff::1",
        "3fff:fff:ffff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00::1",
        "fdff:ffff::1",
        "fe00::1",
        "fe80::1",
        "febf:ffff::1",
        "fec0::1",
        "feff:ffff::1",
        "ff02::1",
        "ff0e::1"
      })
  void addressOutsideGlobalUnicastIsNotPublic(String address) throws UnknownHostException {
    assertThat(AddressGuard.isPublic(parse(address))).isFalse();
    assertThat(AddressGuard.isMetadata(parse(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.170.2",
        "169.254.0.0",
        "169.254.255.255",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "fd20:ce::254",
        "fd00:c1::a9fe:a9fe",
        "fd00:42::42",
        "fe80::a9fe:a9fe",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "::ffff:0:169.254.169.254",
        "64:ff9b::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::169.254.169.254",
        "64:ff9b:1:2:3:4:169.254.169.254",
        "2002:a9fe:a9fe::1",
        "2002:a83f:8110::1",
        "::ffff:168.63.129.16",
        "64:ff9b::100.100.100.200"
      })
  void metadataAddressIsRecognizedInEveryForm(String address) throws UnknownHostException {
    assertThat(AddressGuard.isMetadata(parse(address))).isTrue();
    assertThat(AddressGuard.isPublic(parse(address))).isFalse();
  }

  /** Unusual literals that the JDK itself resolves. */
  @ParameterizedTest
  @ValueSource(strings = {"2130706433", "127.1", "127.0.1", "0", "[::ffff:127.0.0.1]", "[::1]"})
  void unusualLiteralIsResolvedToItsAddress(String literal) throws UnknownHostException {
    assertThat(AddressGuard.isPublic(InetAddress.getByName(literal))).isFalse();
  }

  /** Keeps a mapped address as IPv6: the JDK would make an IPv4 address of it. */
  private static InetAddress parse(String literal) throws UnknownHostException {
    InetAddress address = InetAddress.getByName(literal);
    if (literal.indexOf(':') < 0 || address instanceof Inet6Address) {
      return address;
    }
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xFF;
    mapped[11] = (byte) 0xFF;
    System.arraycopy(address.getAddress(), 0, mapped, 12, 4);
    return Inet6Address.getByAddress(null, mapped, -1);
  }
}
