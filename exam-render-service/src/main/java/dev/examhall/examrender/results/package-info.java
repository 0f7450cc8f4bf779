/** What becomes of ended sessions: teachers' grades, regrading, results and statistics. */
@NullMarked
package dev.examhall.examrender.results;

import org.jspecify.annotations.NullMarked;
