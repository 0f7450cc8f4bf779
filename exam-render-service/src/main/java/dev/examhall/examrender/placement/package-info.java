/** Curriculum levels, placement rules and which exam stands for which level. */
@NullMarked
package dev.examhall.examrender.placement;

import org.jspecify.annotations.NullMarked;
