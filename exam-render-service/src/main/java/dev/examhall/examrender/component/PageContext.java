package dev.examhall.examrender.component;

import dev.examhall.examrender.exam.Exam;
import dev.examhall.examrender.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * What a page's components are made from. Nothing in it is about one student, so that what is
 * rendered from it is the same for all who take the exam.
 *
 * @param exam null on a page that has none (yet)
 */
public record PageContext(@Nullable Exam exam, Texts texts) {}
