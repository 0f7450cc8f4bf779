-- The last description of each page's bundles, for a start while asset-service is away.
create table page_manifest (
  page     text        primary key,
  manifest json        not null,
  seen_at  timestamptz not null
);
