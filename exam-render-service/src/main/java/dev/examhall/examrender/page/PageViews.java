package dev.examhall.examrender.page;

import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.examrender.session.SessionSheet;
import dev.examhall.observability.activity.ActivityLog;
import dev.examhall.observability.activity.ActivityScope;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Tells the activity log who opened the exam page. */
@Component
class PageViews {

  private static final ObjectRef EXAM_PAGE = new ObjectRef("page", StudentTestPage.NAME);

  private final ActivityLog activities;

  PageViews(ActivityLog activities) {
    this.activities = activities;
  }

  void opened(SessionSheet session) {
    activities.userAction(
        new Actor("student", session.id().toString(), session.studentName()),
        "page-viewed",
        EXAM_PAGE,
        ActivityScope.session(session.examId(), session.id()),
        Map.of());
  }
}
