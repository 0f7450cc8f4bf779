-- Each option of a question with several right choices may count for itself. The rule of a single part is in its key.
alter table exam_grading
  drop constraint exam_grading_select_all_check,
  add constraint exam_grading_select_all check (select_all in ('EXACT', 'PARTIAL', 'EACH_OPTION'));

alter table session
  drop constraint session_graded_rule_check,
  add constraint session_graded_rule check (graded_rule in ('EXACT', 'PARTIAL', 'EACH_OPTION'));
