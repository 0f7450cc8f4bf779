/** The demo exam: its files, and how they get into a running suite. */
@NullMarked
package dev.examhall.launcher.demo;

import org.jspecify.annotations.NullMarked;
