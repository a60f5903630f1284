-- Pairs of Images that were found to show the same picture (search/duplicate_finder.hpp), and pairs of which somebody
-- said that they do not.
CREATE TABLE duplicate_pairs (
    first_id     INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    second_id    INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    found        INTEGER NOT NULL,        -- 0: only somebody spoke of them
    dismissed_at INTEGER,                 -- when somebody said that they do not
    PRIMARY KEY (first_id, second_id),
    CHECK (first_id < second_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX duplicate_pairs_by_second ON duplicate_pairs (second_id);

-- Whether an Image was compared with those before it.
ALTER TABLE images ADD COLUMN compared INTEGER NOT NULL DEFAULT 0;
CREATE INDEX images_to_compare ON images (id) WHERE compared = 0 AND state = 'ready' AND deleted_at IS NULL;

CREATE TABLE saved_searches (
    id         INTEGER PRIMARY KEY,       -- base/ids.hpp: sorts by when it was saved
    person_id  INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    query      TEXT NOT NULL,             -- the search's permalink
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_searches_by_person ON saved_searches (person_id, id);

-- A living Palette holds what this search (a permalink) finds, and no rows of palette_images.
ALTER TABLE palettes ADD COLUMN search TEXT;
