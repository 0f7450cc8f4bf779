package dev.examhall.examrender.component;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rendered components of one page, for its template to place. */
public final class PageComponents {

  private final Map<ComponentType, List<RenderedComponent>> rendered =
      new EnumMap<>(ComponentType.class);

  PageComponents() {}

  void add(RenderedComponent component) {
    rendered.computeIfAbsent(component.type(), type -> new ArrayList<>()).add(component);
  }

  /** All of a type, in page order; empty if the page has no data for it. */
  public List<RenderedComponent> all(ComponentType type) {
    return List.copyOf(rendered.getOrDefault(type, List.of()));
  }

  /** The only one of a type; null if the page has no data for it. */
  public @Nullable RenderedComponent one(ComponentType type) {
    List<RenderedComponent> all = rendered.get(type);
    return all == null ? null : all.getFirst();
  }

  /** Whether every component could be rendered. */
  public boolean complete() {
    return rendered.values().stream().flatMap(List::stream).noneMatch(RenderedComponent::failed);
  }
}
