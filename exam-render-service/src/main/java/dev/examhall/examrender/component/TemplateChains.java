package dev.examhall.examrender.component;

import dev.examhall.examrender.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Which templates make which page, found from the templates' own calls. The build puts their
 * sources into the jar beside the classes made from them, so that what is said here is what runs.
 */
public final class TemplateChains {

  private static final String SOURCES = "template-sources/";
  private static final Pattern CALL = Pattern.compile("@template\\.([\\w.]+)\\(");
  private static final String PAGE = "page/";
  private static final String LAYOUT = "layout/";
  private static final String PART = "page/part/";

  private final SortedMap<String, String> sources;

  /**
   * @param sources text of each template by its name without ending, such as {@code layout/base}
   * @throws IllegalArgumentException if a template calls one that is not there
   */
  TemplateChains(Map<String, String> sources) {
    this.sources = new TreeMap<>(sources);
    for (String template : this.sources.keySet()) {
      for (String called : calls(template)) {
        if (!sources.containsKey(called)) {
          throw new IllegalArgumentException(
              template + " calls " + called + ", which is no template");
        }
      }
    }
  }

  /** From the sources that the build put on the class path. */
  static TemplateChains ofClassPath() {
    try {
      Map<String, String> sources = new TreeMap<>();
      for (Resource resource :
          new PathMatchingResourcePatternResolver()
              .getResources("classpath:/" + SOURCES + "**/*.jte")) {
        String address = resource.getURL().toString();
        String name = address.substring(address.lastIndexOf(SOURCES) + SOURCES.length());
        sources.put(
            name.substring(0, name.length() - ".jte".length()),
            resource.getContentAsString(StandardCharsets.UTF_8));
      }
      return new TemplateChains(sources);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of all pages, sorted. */
  public List<String> pages() {
    return sources.keySet().stream()
        .filter(template -> template.startsWith(PAGE) && !template.startsWith(PART))
        .map(template -> template.substring(PAGE.length()))
        .toList();
  }

  /** Empty when there is no such page. */
  public Optional<TemplateChain> of(String page) {
    if (!pages().contains(page)) {
      return Optional.empty();
    }
    Set<String> reached = reach(Stream.of(PAGE + page));
    List<String> chain = new ArrayList<>();
    chain.add(PAGE + page);
    for (Optional<String> layout = layoutOf(PAGE + page);
        layout.isPresent();
        layout = layoutOf(layout.get())) {
      chain.add(layout.get());
    }
    Set<String> partials = new TreeSet<>(reached);
    chain.forEach(partials::remove);
    Set<String> components = new TreeSet<>(reach(componentsOf(page)));
    Set<String> all = new TreeSet<>(reached);
    all.addAll(components);
    return Optional.of(
        new TemplateChain(page, chain, List.copyOf(partials), List.copyOf(components), hash(all)));
  }

  private static Stream<String> componentsOf(String page) {
    return Stream.of(PageType.values())
        .filter(type -> type.name().toLowerCase(Locale.ROOT).equals(page))
        .flatMap(type -> type.components().stream())
        .map(type -> "component/" + type.type());
  }

  /** A layout that stands in itself would have no end. */
  private Optional<String> layoutOf(String template) {
    return calls(template).stream()
        .filter(called -> called.startsWith(LAYOUT) && !called.equals(template))
        .filter(called -> sources.getOrDefault(called, "").contains("gg.jte.Content content"))
        .findFirst();
  }

  private Set<String> reach(Stream<String> from) {
    Set<String> reached = new LinkedHashSet<>();
    List<String> waiting = new ArrayList<>(from.toList());
    while (!waiting.isEmpty()) {
      String template = waiting.removeLast();
      if (reached.add(template)) {
        waiting.addAll(calls(template));
      }
    }
    return reached;
  }

  private List<String> calls(String template) {
    return CALL.matcher(sources.getOrDefault(template, ""))
        .results()
        .map(TemplateChains::name)
        .distinct()
        .toList();
  }

  private static String name(MatchResult call) {
    return call.group(1).replace('.', '/');
  }

  private String hash(Set<String> templates) {
    StringBuilder all = new StringBuilder();
    for (String template : templates) {
      all.append(template).append('\n').append(sources.getOrDefault(template, "")).append('\0');
    }
    return Sha256.hex(all.toString());
  }
}
