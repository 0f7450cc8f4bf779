-- How questions with several right choices are graded at an exam; exact where nothing is said.
create table exam_grading (
  exam_id    uuid        primary key references exam,
  select_all text        not null check (select_all in ('EXACT', 'PARTIAL')),
  by_id      text        not null,
  by_name    text        not null,
  at         timestamptz not null
);

-- With which key and which rule a session was graded last: its own version's and exact, unless it was regraded.
alter table session
  add column graded_version integer,
  add column graded_rule    text not null default 'EXACT' check (graded_rule in ('EXACT', 'PARTIAL'));

create index session_ended on session (exam_id, ended_at desc) where ended_at is not null;
create index session_of_student on session (lower(student_name), parent_phone, ended_at) where ended_at is not null;

-- What a teacher gave for the long parts of a question.
create table long_grade (
  session_id uuid          not null references session,
  number     smallint      not null,
  points     numeric(7, 2) not null check (points >= 0),
  comment    text          not null default '',
  by_id      text          not null,
  by_name    text          not null,
  at         timestamptz   not null,
  primary key (session_id, number)
);

create index question_score_waiting on question_score (session_id, number) where gradable < possible;

-- What was graded again, with which key, and what it changed.
create table regrade (
  id          uuid        primary key,
  exam_id     uuid        not null references exam,
  key_version integer     not null,
  select_all  text        not null,
  reason      text        not null,
  by_id       text        not null,
  by_name     text        not null,
  at          timestamptz not null,
  fingerprint text        not null
);
create index regrade_of_exam on regrade (exam_id, at desc);

create table regraded_session (
  regrade_id   uuid          not null references regrade,
  session_id   uuid          not null references session,
  percent_from numeric(5, 2),
  percent_to   numeric(5, 2),
  points_from  numeric(9, 2) not null,
  points_to    numeric(9, 2) not null,
  primary key (regrade_id, session_id)
);

-- A teacher may decide that a refused answer counts; what counted before is kept in its place.
alter table answer_variant
  drop constraint answer_variant_reason_check,
  add constraint answer_variant_reason check (reason in ('STALE', 'LATE', 'REPLACED'));
