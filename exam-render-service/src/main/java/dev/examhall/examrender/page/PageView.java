package dev.examhall.examrender.page;

/** What every layout needs to know. */
public record PageView(PageHead head, Texts texts) {}
