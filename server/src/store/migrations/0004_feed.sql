-- What the feed knows of a person besides what they liked, saved and uploaded.
CREATE TABLE feed_taste (
    person_id    INTEGER PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    onboarded_at INTEGER,                 -- when interests were chosen, or skipped
    forgotten_at INTEGER NOT NULL DEFAULT 0 -- what was kept up to then counts no more
) STRICT;

CREATE TABLE feed_interests (
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    id        INTEGER NOT NULL,           -- feed/interests.hpp: an offered one's, or a new id
    words     TEXT NOT NULL,              -- of an own one; empty for an offered one
    position  INTEGER NOT NULL,
    PRIMARY KEY (person_id, id)
) STRICT, WITHOUT ROWID;

-- How much of an interest a person wants, 0 to 2.
CREATE TABLE feed_settings (
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    anchor    INTEGER NOT NULL,           -- an interest's id, or an Image that a learned interest holds
    setting   REAL NOT NULL,
    set_at    INTEGER NOT NULL,
    PRIMARY KEY (person_id, anchor)
) STRICT, WITHOUT ROWID;

CREATE TABLE feed_feedback (
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    image_id  INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    kind      TEXT NOT NULL CHECK (kind IN ('less', 'open', 'seen')),
    given_at  INTEGER NOT NULL,
    PRIMARY KEY (person_id, kind, image_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_feedback_by_time ON feed_feedback (person_id, kind, given_at);

-- Every page that was shown: what was seen, and what its cursor answers when it is asked for again.
CREATE TABLE feed_pages (
    sequence  INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    walk      INTEGER NOT NULL,           -- one way through the feed, from its top
    position  INTEGER NOT NULL,           -- of the first tile within the walk
    tiles     BLOB NOT NULL               -- 17 bytes each: Image, kind of reason, its source; little endian
) STRICT;
CREATE INDEX feed_pages_by_person ON feed_pages (person_id, sequence);
CREATE INDEX feed_pages_by_walk ON feed_pages (person_id, walk, position);

CREATE INDEX images_private ON images (id) WHERE visibility = 'private';
CREATE INDEX palette_images_by_adder ON palette_images (added_by, added_at) WHERE added_by IS NOT NULL;
