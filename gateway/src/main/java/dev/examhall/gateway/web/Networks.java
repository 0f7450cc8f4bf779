package dev.examhall.gateway.web;

import java.net.InetAddress;
import java.util.List;

/** A set of networks in CIDR notation, such as {@code 10.0.0.0/8} or {@code ::1}. */
final class Networks {

  private final List<Network> networks;

  Networks(List<String> cidrs) {
    this.networks = cidrs.stream().map(Network::parse).toList();
  }

  boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return networks.stream().anyMatch(network -> network.contains(bytes));
  }

  boolean isEmpty() {
    return networks.isEmpty();
  }

  /**
   * Reads an address without ever asking a name server.
   *
   * @throws IllegalArgumentException when it is not an address literal
   */
  static InetAddress literal(String text) {
    return InetAddress.ofLiteral(text);
  }

  private static final class Network {
    private final byte[] prefix;
    private final int bits;

    private Network(byte[] prefix, int bits) {
      this.prefix = prefix;
      this.bits = bits;
    }

    static Network parse(String cidr) {
      int slash = cidr.indexOf('/');
      try {
        byte[] prefix = literal((slash < 0 ? cidr : cidr.substring(0, slash)).strip()).getAddress();
        int bits =
            slash < 0 ? prefix.length * 8 : Integer.parseInt(cidr.substring(slash + 1).strip());
        if (bits < 0 || bits > prefix.length * 8) {
          throw new IllegalArgumentException("prefix length " + bits);
        }
        return new Network(prefix, bits);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "examhall.gateway.trusted-proxies: '" + cidr + "' is not a network such as 10.0.0.0/8",
            e);
      }
    }

    boolean contains(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
