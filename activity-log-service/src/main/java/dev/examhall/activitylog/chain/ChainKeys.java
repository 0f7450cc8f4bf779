package dev.examhall.activitylog.chain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The log's own keys, made at the first start and kept beside the witness: one for seals, and an
 * Ed25519 pair for what is said about the chain outside of the database.
 */
public final class ChainKeys {

  private static final String LEAF_KEY = "leaf.key";
  private static final String SIGNING_PAIR = "signing.key";

  private final SecretKey leafKey;
  private final PrivateKey signing;
  private final PublicKey verifying;

  private ChainKeys(SecretKey leafKey, PrivateKey signing, PublicKey verifying) {
    this.leafKey = leafKey;
    this.signing = signing;
    this.verifying = verifying;
  }

  /** Reads the keys in a folder, and makes those that are missing. */
  static ChainKeys in(Path folder) {
    try {
      Files.createDirectories(folder);
      byte[] leaf = new byte[Sealing.BYTES];
      new SecureRandom().nextBytes(leaf);
      var fresh = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      Base64.Encoder base64 = Base64.getEncoder();
      String leafKey = kept(folder.resolve(LEAF_KEY), base64.encodeToString(leaf));
      String[] pair =
          kept(
                  folder.resolve(SIGNING_PAIR),
                  base64.encodeToString(fresh.getPrivate().getEncoded())
                      + "\n"
                      + base64.encodeToString(fresh.getPublic().getEncoded()))
              .split("\n", -1);
      KeyFactory keys = KeyFactory.getInstance("Ed25519");
      Base64.Decoder decoder = Base64.getDecoder();
      return new ChainKeys(
          new SecretKeySpec(decoder.decode(leafKey.strip()), "HmacSHA256"),
          keys.generatePrivate(new PKCS8EncodedKeySpec(decoder.decode(pair[0].strip()))),
          keys.generatePublic(new X509EncodedKeySpec(decoder.decode(pair[1].strip()))));
    } catch (IOException e) {
      throw new UncheckedIOException("the log's keys cannot be kept in " + folder, e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "the log's keys in " + folder + " cannot be read: bring them back from a backup", e);
    }
  }

  /** What the file holds, or what it holds from now on; two processes may ask at once. */
  private static String kept(Path file, String fresh) throws IOException {
    if (!Files.exists(file)) {
      Path whole =
          Files.createTempFile(
              file.toAbsolutePath().getParent(),
              ".key",
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.writeString(whole, fresh);
        Files.createLink(file, whole);
      } catch (FileAlreadyExistsException e) {
        return Files.readString(file);
      } finally {
        Files.delete(whole);
      }
    }
    return Files.readString(file);
  }

  /** For one thread. */
  public Sealing sealing() {
    return new Sealing(leafKey);
  }

  /** Signs a statement. */
  public String sign(String statement) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(signing);
      signature.update(statement.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  /** Whether this log signed the statement. */
  boolean signed(String statement, String signature) {
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(verifying);
      check.update(statement.getBytes(StandardCharsets.UTF_8));
      return check.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  /** The public half, X.509 in Base64, for whoever wants to check a signature. */
  public String publicKey() {
    return Base64.getEncoder().encodeToString(verifying.getEncoded());
  }
}
