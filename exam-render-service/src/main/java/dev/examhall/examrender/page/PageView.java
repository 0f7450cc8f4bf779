package dev.examhall.examrender.page;

import dev.examhall.examrender.text.Texts;

/** What every layout needs to know. */
public record PageView(PageHead head, Texts texts) {}
