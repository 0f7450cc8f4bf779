package dev.examhall.examrender.component;

import java.util.List;

/**
 * The templates that make a page.
 *
 * @param page its name
 * @param chain the page's own template, then the layouts it stands in, from the inside out
 * @param partials other templates that these call, sorted
 * @param components templates of the components that the page type names, and what they call,
 *     sorted
 * @param hash SHA-256 of all of them in hexadecimal: another one is another page
 */
public record TemplateChain(
    String page, List<String> chain, List<String> partials, List<String> components, String hash) {

  public TemplateChain {
    chain = List.copyOf(chain);
    partials = List.copyOf(partials);
    components = List.copyOf(components);
  }
}
