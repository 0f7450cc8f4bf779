package dev.examhall.examrender.exam;

/**
 * What a teacher chooses for an exam.
 *
 * @param options letters offered where a question says nothing else
 * @param levelChange whether students may go on with an easier or a harder exam
 * @param answerReview whether students see afterwards which answers were right
 */
public record ExamSettings(
    String name,
    int timerMinutes,
    int questionCount,
    int options,
    int passPercent,
    boolean splitPages,
    boolean skipFirstLeftHalf,
    boolean levelChange,
    boolean answerReview) {}
