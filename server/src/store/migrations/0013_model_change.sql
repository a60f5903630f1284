-- Which model pack gave an Image its AI tags: another one may be chosen for tags than for embeddings. Until now
-- it was always the pack that embedded it last.
ALTER TABLE images ADD COLUMN tagged_by TEXT NOT NULL DEFAULT '';
UPDATE images SET tagged_by = coalesce((SELECT max(pack) FROM embeddings), '') WHERE state = 'ready';

-- Work that nobody waits for comes after all other: Images that are ready and looked at anew by another pack.
ALTER TABLE jobs ADD COLUMN background INTEGER NOT NULL DEFAULT 0;
CREATE INDEX jobs_in_order ON jobs (background, image_id, kind);
