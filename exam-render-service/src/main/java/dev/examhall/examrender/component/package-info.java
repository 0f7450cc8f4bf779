/**
 * The template component system: a component is a typed context record and a jte template; a page
 * type names the components it has, and {@link
 * dev.examhall.examrender.component.TemplateService#renderPageComponents} gives the HTML of each.
 */
@NullMarked
package dev.examhall.examrender.component;

import org.jspecify.annotations.NullMarked;
