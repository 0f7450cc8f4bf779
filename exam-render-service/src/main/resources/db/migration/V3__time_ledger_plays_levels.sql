-- All time a session was given, and why. The sum is session.allowed_seconds, and the deadline is the clock's start
-- plus that: nobody can move a deadline without an entry that says who and why.
create table time_entry (
  session_id uuid        not null references session,
  seq        smallint    not null check (seq >= 1),
  kind       text        not null check (kind in ('ALLOWED', 'EXTRA_TIME', 'PAUSE', 'RESUME', 'END')),
  seconds    integer     not null,
  reason     text,
  by_id      text,
  by_name    text,
  at         timestamptz not null,
  primary key (session_id, seq)
);

insert into time_entry (session_id, seq, kind, seconds, at)
select id, 1, 'ALLOWED', allowed_seconds, matched_at from session;

alter table session
  drop constraint session_allowed_seconds_check,
  drop constraint session_state_check,
  drop constraint session_check1,
  drop constraint session_check2,
  add column paused_at timestamptz,
  add column seen      smallint[] not null default '{}',
  add column flagged   smallint[] not null default '{}',
  -- Easier or harder: the part of the attempt that this one follows, and the one that follows this.
  add column follows   uuid references session,
  add column moved_to  uuid references session,
  add column feedback  text check (feedback in ('TOO_DIFFICULT', 'JUST_RIGHT', 'TOO_EASY', 'SKIPPED')),
  add constraint session_allowed check (allowed_seconds >= 0),
  add constraint session_state check (state in ('MATCHED', 'STARTED', 'RUNNING', 'SUBMITTED', 'FINALISED', 'MOVED')),
  add constraint session_clock check (
    state not in ('RUNNING', 'SUBMITTED', 'FINALISED', 'MOVED') or (clock_started_at is not null and deadline is not null)),
  add constraint session_ended check ((state in ('SUBMITTED', 'FINALISED', 'MOVED')) = (ended_at is not null)),
  add constraint session_deadline check (deadline = clock_started_at + make_interval(secs => allowed_seconds)),
  add constraint session_paused check (paused_at is null or state = 'RUNNING'),
  add constraint session_moved check ((state = 'MOVED') = (moved_to is not null));

drop index session_expiring;
create index session_expiring on session (deadline) where state = 'RUNNING' and paused_at is null;

alter table exam_version
  add column level_change boolean not null default false,
  add column answer_review boolean not null default false;

-- How often a track may be heard; null: as often as one likes.
alter table audio_track add column play_limit smallint check (play_limit >= 1);

-- Each time a student heard a track, also beyond the limit while there was no connection to ask.
create table track_play (
  id               uuid             primary key,
  session_id       uuid             not null references session,
  track_id         uuid             not null,
  started_at       timestamptz      not null,
  offline          boolean          not null,
  over_limit       boolean          not null,
  position_seconds double precision not null default 0 check (position_seconds >= 0),
  ended            boolean          not null default false
);

create index track_play_session on track_play (session_id, track_id, started_at);

-- Open pages are told of every change of their clock, whoever makes it.
create function tell_session_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('examhall_session_changed', new.id::text);
  return null;
end
$$;

create trigger session_changed after update of state, deadline, paused_at on session
for each row
when ((old.state, old.deadline, old.paused_at) is distinct from (new.state, new.deadline, new.paused_at))
execute function tell_session_changed();
