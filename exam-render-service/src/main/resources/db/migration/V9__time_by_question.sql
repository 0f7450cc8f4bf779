-- For how long a student was at each question, as the student's devices say: one running total for each device, in
-- seconds, in the order of the questions.
create table question_time (
  session_id uuid       not null references session,
  device     uuid       not null,
  seconds    smallint[] not null check (cardinality(seconds) between 1 and 200),
  primary key (session_id, device)
);
