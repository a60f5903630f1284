CREATE TABLE likes (
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    image_id  INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    liked_at  INTEGER NOT NULL,
    PRIMARY KEY (person_id, image_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX likes_by_time ON likes (person_id, liked_at, image_id);
CREATE INDEX likes_by_image ON likes (image_id);

CREATE TABLE palettes (
    id             INTEGER PRIMARY KEY,
    owner_id       INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    title          TEXT NOT NULL,
    description    TEXT NOT NULL,
    visibility     TEXT NOT NULL CHECK (visibility IN ('private', 'unlisted', 'public')),
    share_key      TEXT,                  -- of unlisted ones, and of no others
    cover_image_id INTEGER REFERENCES images (id) ON DELETE SET NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    version        INTEGER NOT NULL DEFAULT 1,
    deleted_at     INTEGER,
    CHECK ((visibility = 'unlisted') = (share_key IS NOT NULL))
) STRICT;
CREATE INDEX palettes_by_owner ON palettes (owner_id, updated_at);

CREATE TABLE palette_images (
    palette_id INTEGER NOT NULL REFERENCES palettes (id) ON DELETE CASCADE,
    image_id   INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    rank       TEXT NOT NULL,             -- model/rank.hpp: the order
    added_by   INTEGER REFERENCES people (id) ON DELETE SET NULL,
    added_at   INTEGER NOT NULL,
    PRIMARY KEY (palette_id, image_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX palette_images_in_order ON palette_images (palette_id, rank, image_id);
CREATE INDEX palette_images_by_image ON palette_images (image_id);

-- People a Palette is shared with.
CREATE TABLE palette_people (
    palette_id INTEGER NOT NULL REFERENCES palettes (id) ON DELETE CASCADE,
    person_id  INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    role       TEXT NOT NULL CHECK (role IN ('viewer', 'contributor')),
    added_at   INTEGER NOT NULL,
    PRIMARY KEY (palette_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX palette_people_by_person ON palette_people (person_id);

-- The log learns of other things than Images, and whom it tells.
CREATE TABLE all_changes (
    sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT NOT NULL,
    image_id   INTEGER,
    palette_id INTEGER,
    version    INTEGER,                   -- of the Palette, after this
    person_id  INTEGER                    -- who alone is told; NULL: everybody
) STRICT;
INSERT INTO all_changes (sequence, kind, image_id) SELECT sequence, kind, image_id FROM changes ORDER BY sequence;
DROP TABLE changes;
ALTER TABLE all_changes RENAME TO changes;
