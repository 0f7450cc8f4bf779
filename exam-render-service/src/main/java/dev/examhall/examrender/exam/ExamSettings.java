package dev.examhall.examrender.exam;

/**
 * What a teacher chooses for an exam.
 *
 * @param options letters offered where a question says nothing else
 */
record ExamSettings(
    String name,
    int timerMinutes,
    int questionCount,
    int options,
    int passPercent,
    boolean splitPages,
    boolean skipFirstLeftHalf) {}
