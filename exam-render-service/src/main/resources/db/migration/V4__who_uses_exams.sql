-- An exam is its maker's until it is shared with all teachers. A deleted exam keeps its row: sessions that ended, their
-- results and their media belong to it.
alter table exam
  add column created_by_name text,
  add column shared          boolean not null default false,
  add column deleted_at      timestamptz,
  add constraint exam_deleted check (deleted_at is null or active_version is null);

create index exam_of_maker on exam (created_by, id desc) where deleted_at is null;
create index exam_mapping_exam on exam_mapping (exam_id);
create index session_of_exam on session (exam_id, exam_version);

-- Since when there is a version, and who began it; null for versions of an older release.
alter table exam_version
  add column begun_at      timestamptz,
  add column begun_by_name text;

-- Where there are no levels yet: four programs with two sub-programs each, easiest first, with room between. Teachers
-- rename and replace them; who has levels already keeps those.
insert into curriculum_level (code, program, sub_program, name, rank)
select upper(p.program || '-' || p.sub_program || '-' || l.level), p.program, p.sub_program,
  p.program || ' ' || p.sub_program || ', Level ' || l.level, p.place * 100 + l.level * 10
from (values
    (1, 'CORE', 'Sprout'), (2, 'CORE', 'Branch'), (3, 'ASCENT', 'Trail'), (4, 'ASCENT', 'Slope'),
    (5, 'EDGE', 'Ridge'), (6, 'EDGE', 'Crest'), (7, 'PINNACLE', 'Summit'), (8, 'PINNACLE', 'Zenith'))
  as p (place, program, sub_program)
  cross join (values (1), (2)) as l (level)
where not exists (select from curriculum_level);
