-- One page at a time writes a session: the one that opened the test last, or where its student chose to go on. Writers are
-- numbered, and saves carry the number; saves without one are of pages from before there were numbers.
alter table session
  add column writer        integer not null default 0 check (writer >= 0),
  add column writer_page   uuid,
  add column writer_device uuid,
  -- SHA-256 of the cookies of further devices, which came with a resume code
  add column device_tokens bytea[];

create index session_device_token on session using gin (device_tokens) where device_tokens is not null;

create index session_follows on session (follows) where follows is not null;

-- What a page sent that was not the writer any more.
alter table answer_variant
  drop constraint answer_variant_reason,
  add constraint answer_variant_reason check (reason in ('STALE', 'LATE', 'REPLACED', 'ELSEWHERE'));

-- Open pages are told of a new writer, as of every change of their clock.
drop trigger session_changed on session;
create trigger session_changed after update of state, deadline, paused_at, writer on session
for each row
when ((old.state, old.deadline, old.paused_at, old.writer) is distinct from (new.state, new.deadline, new.paused_at, new.writer))
execute function tell_session_changed();

-- With which code another device goes on: derived from the session and a number, so that only hashes are kept. Where it
-- was used, the one before still answers the same form, whose answer may have been lost.
create table resume_code (
  session_id uuid        primary key references session,
  made       integer     not null check (made >= 1),
  hash       bytea       not null unique,
  used_hash  bytea,
  used_by    bytea,
  used_at    timestamptz
);
create index resume_code_used on resume_code (used_hash) where used_hash is not null;

-- Wrong codes, by hashes of what they are counted for.
create table guess (
  subject  text        primary key,
  failures integer     not null check (failures >= 0),
  last_at  timestamptz not null
);
create index guess_last on guess (last_at);

-- What students are asked for before they start; teachers read it out. It is no version's: a change counts at once.
alter table exam add column access_code text check (length(access_code) between 4 and 32);
