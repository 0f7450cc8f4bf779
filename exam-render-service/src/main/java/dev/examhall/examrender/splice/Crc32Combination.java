package dev.examhall.examrender.splice;

/**
 * The CRC-32 of two byte sequences in a row from the CRC-32 of each, without their bytes.
 *
 * <p>Appending {@code n} bytes multiplies the polynomial of what stands before them by {@code
 * x^(8n)}, modulo the CRC's polynomial. After {@code crc32_combine_gen} and {@code
 * crc32_combine_op} of zlib 1.2.12 (Mark Adler).
 */
final class Crc32Combination {

  private static final int POLYNOMIAL = 0xEDB88320;

  /** {@code x^0}; the highest bit is the lowest power. */
  private static final int ONE = 1 << 31;

  /** {@code x^(2^n)} modulo the polynomial. */
  private static final int[] POWERS = powers();

  private Crc32Combination() {}

  /** What {@link #combine} needs to know of the second sequence's length, in bytes. */
  static int shift(int length) {
    int power = ONE;
    int square = 3; // x^8: one byte
    for (int rest = length; rest != 0; rest >>>= 1, square++) {
      if ((rest & 1) != 0) {
        power = multiply(POWERS[square & 31], power);
      }
    }
    return power;
  }

  /**
   * @param first CRC-32 of the first sequence
   * @param second CRC-32 of the second one
   * @param shift {@link #shift} of the second one's length
   */
  static int combine(int first, int second, int shift) {
    return multiply(shift, first) ^ second;
  }

  private static int multiply(int a, int b) {
    int product = 0;
    int factor = b;
    for (int rest = a; rest != 0; rest <<= 1) {
      if (rest < 0) {
        product ^= factor;
      }
      factor = (factor & 1) == 0 ? factor >>> 1 : (factor >>> 1) ^ POLYNOMIAL;
    }
    return product;
  }

  private static int[] powers() {
    int[] powers = new int[32];
    powers[0] = ONE >>> 1;
    for (int n = 1; n < powers.length; n++) {
      powers[n] = multiply(powers[n - 1], powers[n - 1]);
    }
    return powers;
  }
}
