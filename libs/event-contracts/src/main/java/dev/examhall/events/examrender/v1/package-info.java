/** What exam-render-service tells about exams and sessions. */
@NullMarked
package dev.examhall.events.examrender.v1;

import org.jspecify.annotations.NullMarked;
