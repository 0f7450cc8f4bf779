-- Grading thousands of sessions again takes a while: it is done in steps, each a transaction, and the next step begins
-- where the last one ended, whichever instance takes it.
alter table regrade
  add column total       integer not null default 0,
  add column looked_at   integer not null default 0 check (looked_at >= 0),
  add column reached     uuid,
  add column finished_at timestamptz;

update regrade set finished_at = at;

create index regrade_unfinished on regrade (at) where finished_at is null;
