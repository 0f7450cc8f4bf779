-- What instances know of the pages that students have open, for those who watch. It is worth seconds: unlogged, so that
-- it costs no write-ahead log, and empty after a crash.
create unlogged table page_instance (
  id       uuid        primary key,
  alive_at timestamptz not null
);

create unlogged table open_page (
  session_id uuid        not null,
  instance   uuid        not null,
  streams    smallint    not null check (streams >= 0),
  heard_at   timestamptz not null,
  -- answers that this device holds and could not send; null while it said nothing of them
  unsent     smallint,
  unsent_at  timestamptz,
  primary key (session_id, instance)
);

-- Who takes an exam now; sessions that wait at their notice are found by session_matched.
create index session_under_way on session (exam_id) where state in ('STARTED', 'RUNNING');

-- As numbers, times need no parsing.
create function micros(at timestamptz) returns bigint language sql immutable parallel safe
return (extract(epoch from at) * 1000000)::bigint;
