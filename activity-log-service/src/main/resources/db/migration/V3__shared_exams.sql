-- Which exams are shared with all teachers, as the log itself says: who may read an exam reads what belongs to it.
CREATE TABLE exam_sharing (
    exam_id uuid PRIMARY KEY,
    shared  boolean NOT NULL,
    at      timestamptz NOT NULL
);
CREATE INDEX exam_sharing_shared ON exam_sharing (exam_id) WHERE shared;
INSERT INTO exam_sharing (exam_id, shared, at)
SELECT DISTINCT ON (exam_id) exam_id, verb = 'exam-shared', at FROM activity
WHERE verb IN ('exam-shared', 'exam-unshared') AND exam_id IS NOT NULL
ORDER BY exam_id, at DESC, id DESC;

-- Whoever copied an exam made the copy.
INSERT INTO exam_owner (exam_id, owner_id)
SELECT DISTINCT exam_id, actor_id FROM activity
WHERE verb = 'exam-copied' AND actor_type = 'person' AND exam_id IS NOT NULL AND actor_id IS NOT NULL
ON CONFLICT DO NOTHING;
