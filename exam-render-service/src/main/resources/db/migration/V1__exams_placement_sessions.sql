-- Exams. What a student sees of an exam belongs to a version; a version that was ever active never changes again,
-- so running sessions keep what they started with.
create table exam (
  id             uuid primary key,
  name           text        not null check (length(name) between 1 and 200),
  created_by     text        not null,
  latest_version integer     not null check (latest_version >= 1),
  active_version integer,
  created_at     timestamptz not null,
  changed_at     timestamptz not null
);

create table exam_version (
  exam_id              uuid     not null references exam,
  version              integer  not null check (version >= 1),
  timer_minutes        smallint not null check (timer_minutes between 1 and 180),
  question_count       smallint not null check (question_count between 1 and 200),
  options              smallint not null check (options between 2 and 10),
  pass_percent         smallint not null check (pass_percent between 0 and 100),
  split_pages          boolean  not null,
  skip_first_left_half boolean  not null,
  booklet_hash         text,
  booklet_url          text,
  booklet_pages        integer,
  booklet_bytes        bigint,
  frozen               boolean  not null default false,
  primary key (exam_id, version)
);

alter table exam
  add constraint exam_active_version foreign key (id, active_version) references exam_version (exam_id, version)
  deferrable initially deferred;

-- parts is what students see, answer_key what they never do: two columns, so that a query cannot mix them up.
create table question (
  exam_id    uuid          not null,
  version    integer       not null,
  number     smallint      not null check (number >= 1),
  type       text          not null,
  points     numeric(7, 2) not null check (points > 0),
  parts      json          not null,
  answer_key json          not null,
  primary key (exam_id, version, number),
  foreign key (exam_id, version) references exam_version (exam_id, version)
);

create table audio_track (
  id               uuid             not null,
  exam_id          uuid             not null,
  version          integer          not null,
  name             text             not null,
  hash             text             not null,
  url              text             not null,
  duration_seconds double precision,
  first_question   smallint         not null,
  last_question    smallint         not null,
  primary key (exam_id, version, id),
  foreign key (exam_id, version) references exam_version (exam_id, version),
  check (first_question between 1 and last_question)
);

-- Placement.
create table curriculum_level (
  code        text     primary key,
  program     text     not null,
  sub_program text     not null,
  name        text     not null,
  rank        smallint not null unique
);

create table placement_rule (
  id         uuid     primary key,
  grade_from smallint not null,
  grade_to   smallint not null,
  rank_from  text     not null,
  rank_to    text     not null,
  level_code text     not null references curriculum_level deferrable initially deferred,
  priority   integer  not null,
  check (grade_from between 1 and grade_to and grade_to <= 12)
);

create table exam_mapping (
  level_code text     not null references curriculum_level deferrable initially deferred,
  slot       smallint not null check (slot between 1 and 5),
  exam_id    uuid     not null references exam,
  primary key (level_code, slot)
);

-- Sessions. Level and time allowed are copied: changing placement or an exam later changes no attempt.
create table session (
  id                 uuid        primary key,
  exam_id            uuid        not null,
  exam_version       integer     not null,
  level_code         text        not null,
  level_name         text        not null,
  student_name       text        not null,
  parent_phone       text        not null,
  school             text,
  grade              smallint    not null check (grade between 1 and 12),
  english_rank       text        not null,
  token_hash         bytea       not null,
  state              text        not null check (state in ('MATCHED', 'STARTED', 'RUNNING', 'SUBMITTED', 'FINALISED')),
  allowed_seconds    integer     not null check (allowed_seconds > 0),
  matched_at         timestamptz not null,
  started_at         timestamptz,
  clock_started_at   timestamptz,
  deadline           timestamptz,
  ended_at           timestamptz,
  position_question  smallint    not null default 1,
  position_page      smallint    not null default 1,
  receipt_sha256     text,
  receipt_answers    integer,
  points_earned      numeric(9, 2),
  points_gradable    numeric(9, 2),
  points_total       numeric(9, 2),
  percent            numeric(5, 2),
  foreign key (exam_id, exam_version) references exam_version (exam_id, version),
  check (state in ('MATCHED') or started_at is not null),
  check (state not in ('RUNNING', 'SUBMITTED', 'FINALISED') or (clock_started_at is not null and deadline is not null)),
  check ((state in ('SUBMITTED', 'FINALISED')) = (ended_at is not null)),
  check ((ended_at is null) = (receipt_sha256 is null))
);

create index session_token on session (token_hash);
create index session_matched on session (matched_at desc, id desc);
create index session_expiring on session (deadline) where state = 'RUNNING';
create index session_loading on session (started_at) where state = 'STARTED';

create table answer (
  session_id uuid        not null references session,
  number     smallint    not null,
  revision   integer     not null check (revision >= 1),
  parts      json        not null,
  saved_at   timestamptz not null,
  late       boolean     not null,
  primary key (session_id, number)
);

-- What was refused but must not be thrown away: values of a stale tab, and answers that came after the end.
create table answer_variant (
  id          uuid        primary key,
  session_id  uuid        not null references session,
  number      smallint    not null,
  revision    integer     not null,
  parts       json        not null,
  reason      text        not null check (reason in ('STALE', 'LATE')),
  received_at timestamptz not null
);

create unique index answer_variant_once on answer_variant (session_id, number, revision, reason, md5(parts::text));

-- Points of one question of an ended session, so that results can be shown and regraded without the key of the day.
create table question_score (
  session_id uuid          not null references session,
  number     smallint      not null,
  earned     numeric(9, 2) not null,
  gradable   numeric(9, 2) not null,
  possible   numeric(7, 2) not null,
  primary key (session_id, number)
);
