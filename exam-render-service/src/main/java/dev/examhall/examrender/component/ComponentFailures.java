package dev.examhall.examrender.component;

/** Hears of components that could not be rendered. */
@FunctionalInterface
interface ComponentFailures {
  void report(PageType page, ComponentType component, RuntimeException failure);
}
