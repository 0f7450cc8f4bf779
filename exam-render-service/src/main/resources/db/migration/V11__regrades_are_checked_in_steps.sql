-- Whether grading again would still change what was seen is looked at in steps, too, before the first session is graded:
-- at thousands of sessions no request and no statement would last as long.
alter table regrade
  add column checking       boolean not null default false,
  add column refused        boolean not null default false,
  add column seen           text    not null default '',
  add column would_change   integer not null default 0,
  add column would_pass     integer not null default 0,
  add column would_fail     integer not null default 0;

-- a step begins where the one before ended
create index session_by_exam_and_id on session (exam_id, id) where ended_at is not null;
