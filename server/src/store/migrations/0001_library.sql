CREATE TABLE people (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    folded     TEXT NOT NULL UNIQUE,      -- the name without case, by base/text.hpp
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE images (
    id              INTEGER PRIMARY KEY,  -- base/ids.hpp: sorts by time of arrival
    sha256          TEXT NOT NULL UNIQUE, -- names the Original's file
    owner_id        INTEGER REFERENCES people (id),
    media_type      TEXT NOT NULL,
    extension       TEXT NOT NULL,
    bytes           INTEGER NOT NULL,
    width           INTEGER NOT NULL,
    height          INTEGER NOT NULL,
    frames          INTEGER NOT NULL,
    orientation     INTEGER NOT NULL,     -- model/image.hpp: Orientation
    file_name       TEXT NOT NULL,
    title           TEXT NOT NULL,
    description     TEXT NOT NULL,
    artist          TEXT NOT NULL,
    credit          TEXT NOT NULL,
    source_url      TEXT NOT NULL,
    licence         TEXT NOT NULL,
    created_at      INTEGER NOT NULL,     -- milliseconds since the Unix epoch
    state           TEXT NOT NULL CHECK (state IN ('accepted', 'derived', 'ready', 'failed')),
    failure         TEXT NOT NULL DEFAULT '',
    thumbhash       BLOB,
    perceptual_hash INTEGER,
    color           TEXT NOT NULL DEFAULT '',
    deleted_at      INTEGER
) STRICT;
CREATE INDEX images_shown ON images (id) WHERE deleted_at IS NULL AND state IN ('derived', 'ready');
CREATE INDEX images_by_state ON images (state) WHERE deleted_at IS NULL;

CREATE TABLE swatches (
    image_id INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    l        REAL NOT NULL,
    a        REAL NOT NULL,
    b        REAL NOT NULL,
    share    REAL NOT NULL,
    PRIMARY KEY (image_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE             -- folded to lower case by base/text.hpp
) STRICT;

CREATE TABLE image_tags (
    image_id   INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    tag_id     INTEGER NOT NULL REFERENCES tags (id),
    source     TEXT NOT NULL CHECK (source IN ('ai', 'person')),
    confidence REAL,
    rejected   INTEGER NOT NULL DEFAULT 0, -- a person said no to an AI tag: it never comes back
    position   INTEGER NOT NULL,
    PRIMARY KEY (image_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX image_tags_by_tag ON image_tags (tag_id, image_id) WHERE rejected = 0;

-- An Image's vector in each pack's space: float16, little endian. The vector index is a cache of this.
CREATE TABLE embeddings (
    image_id INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    pack     TEXT NOT NULL,
    vector   BLOB NOT NULL,
    PRIMARY KEY (pack, image_id)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE image_text USING fts5 (
    title, tags, artist, description,
    tokenize = 'porter unicode61 remove_diacritics 2',
    prefix = '2 3'
);

-- Work still to be done: a row is there until the work is done or given up.
CREATE TABLE jobs (
    kind     TEXT NOT NULL CHECK (kind IN ('derive', 'understand')),
    image_id INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    attempts INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (image_id, kind)
) STRICT, WITHOUT ROWID;

-- What changed, in order: other processes' indexes and open tabs follow it.
CREATE TABLE changes (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    image_id INTEGER NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('derived', 'ready', 'updated', 'deleted', 'failed'))
) STRICT;
