/**
 * One class a page.
 *
 * <p>A page is a template {@code page/<page>.jte} that calls a layout, a bundle of the same name in
 * asset-service, a file of words {@code messages/<page-or-area>.properties}, and a controller that
 * ends in {@link dev.examhall.examrender.page.PageRenderer#render}:
 *
 * <pre>{@code
 * @import dev.examhall.examrender.page.PageView
 * @param PageView view
 * !{var t = view.texts();}
 * @template.layout.site(view = view, title = t.of("home.title"), content = @`
 *   <h1>${t.of("home.heading")}</h1>
 * `)
 * }</pre>
 *
 * <p>{@code layout/teacher.jte} also takes {@code section} ({@code dashboard}, {@code sessions})
 * and {@code person}. Apostrophes in message files are typographic (’): a plain one is a quote to
 * {@link java.text.MessageFormat}.
 */
@NullMarked
package dev.examhall.examrender.page;

import org.jspecify.annotations.NullMarked;
