package dev.examhall.examrender.exam;

/** Who changes an exam. */
record Teacher(String id, String name) {}
