package dev.examhall.endtoend;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import javax.imageio.ImageIO;

/** A PDF as a scanner makes it: every page is one picture. */
final class ScannedBooklet {

  private static final int WIDTH = 1240;
  private static final int HEIGHT = 1754;

  private ScannedBooklet() {}

  /** Each page shows its number. */
  static byte[] of(int pages) {
    return of(pages, ScannedBooklet::number);
  }

  /** Each page shows two pages side by side, a blue one and a red one. */
  static byte[] ofSpreads(int pages) {
    return of(pages, (number, graphics) -> spread(graphics));
  }

  private static byte[] of(int pages, BiConsumer<Integer, Graphics2D> drawing) {
    List<byte[]> objects = new ArrayList<>();
    StringBuilder kids = new StringBuilder();
    objects.add(ascii("<</Type/Catalog/Pages 2 0 R>>"));
    objects.add(new byte[0]);
    for (int page = 1; page <= pages; page++) {
      int first = objects.size() + 1;
      kids.append(first).append(" 0 R ");
      objects.add(
          ascii(
              "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</XObject<</I %d 0 R>>>>>>"
                  .formatted(first + 1, first + 2)));
      objects.add(stream("", ascii("q 595 0 0 842 0 0 cm /I Do Q")));
      objects.add(
          stream(
              "/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
                  .formatted(WIDTH, HEIGHT),
              picture(page, drawing)));
    }
    objects.set(1, ascii("<</Type/Pages/Count %d/Kids[%s]>>".formatted(pages, kids)));
    return write(objects);
  }

  private static void number(int number, Graphics2D graphics) {
    graphics.setColor(new Color(250, 248, 240));
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    graphics.setColor(Color.BLACK);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 400));
    graphics.drawString(String.valueOf(number), 300, HEIGHT / 2);
  }

  private static void spread(Graphics2D graphics) {
    graphics.setColor(Color.BLUE);
    graphics.fillRect(0, 0, WIDTH / 2, HEIGHT);
    graphics.setColor(Color.RED);
    graphics.fillRect(WIDTH / 2, 0, WIDTH - WIDTH / 2, HEIGHT);
  }

  private static byte[] picture(int number, BiConsumer<Integer, Graphics2D> drawing) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    drawing.accept(number, graphics);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpg", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] write(List<byte[]> objects) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(ascii("%PDF-1.4\n"));
    StringBuilder table = new StringBuilder("0000000000 65535 f \n");
    for (int i = 0; i < objects.size(); i++) {
      table.append("%010d 00000 n \n".formatted(file.size()));
      file.writeBytes(ascii((i + 1) + " 0 obj\n"));
      file.writeBytes(objects.get(i));
      file.writeBytes(ascii("\nendobj\n"));
    }
    int start = file.size();
    int count = objects.size() + 1;
    file.writeBytes(
        ascii(
            "xref\n0 %d\n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
                .formatted(count, table, count, start)));
    return file.toByteArray();
  }

  private static byte[] stream(String entries, byte[] content) {
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    object.writeBytes(ascii("<<%s/Length %d>>stream\n".formatted(entries, content.length)));
    object.writeBytes(content);
    object.writeBytes(ascii("\nendstream"));
    return object.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
