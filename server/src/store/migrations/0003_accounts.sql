-- One Image per owner and bytes instead of one per bytes, each with its visibility. SQLite can only do that by a new table.
CREATE TABLE new_images (
    id              INTEGER PRIMARY KEY,  -- base/ids.hpp: sorts by time of arrival
    sha256          TEXT NOT NULL,        -- names the Original's file, which Images of several owners share
    owner_id        INTEGER REFERENCES people (id),
    visibility      TEXT NOT NULL DEFAULT 'public' CHECK (visibility IN ('public', 'private')),
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
    deleted_at      INTEGER,
    CHECK (visibility = 'public' OR owner_id IS NOT NULL)
) STRICT;
INSERT INTO new_images (id, sha256, owner_id, media_type, extension, bytes, width, height, frames, orientation, file_name,
                        title, description, artist, credit, source_url, licence, created_at, state, failure, thumbhash,
                        perceptual_hash, color, deleted_at)
    SELECT id, sha256, owner_id, media_type, extension, bytes, width, height, frames, orientation, file_name,
           title, description, artist, credit, source_url, licence, created_at, state, failure, thumbhash,
           perceptual_hash, color, deleted_at FROM images;
DROP TABLE images;
ALTER TABLE new_images RENAME TO images;
CREATE UNIQUE INDEX images_by_bytes ON images (sha256, coalesce(owner_id, 0));
CREATE INDEX images_by_owner ON images (owner_id, id) WHERE owner_id IS NOT NULL;
CREATE INDEX images_shown ON images (id) WHERE deleted_at IS NULL AND state IN ('derived', 'ready');
CREATE INDEX images_by_state ON images (state) WHERE deleted_at IS NULL;

-- A person who can sign in. People without an account come from `palette import --owner`.
CREATE TABLE accounts (
    person_id         INTEGER PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    role              TEXT NOT NULL CHECK (role IN ('member', 'owner')),
    password_hash     TEXT,               -- Argon2id with its salt and cost; NULL: signs in through an identity only
    display_name      TEXT NOT NULL,
    email             TEXT,
    email_verified    INTEGER NOT NULL DEFAULT 0,
    theme             TEXT NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'light', 'dark')),
    upload_visibility TEXT NOT NULL DEFAULT 'public' CHECK (upload_visibility IN ('public', 'private')),
    feed              TEXT NOT NULL DEFAULT 'personal' CHECK (feed IN ('personal', 'newest', 'shuffle')),
    quota_bytes_max   INTEGER,            -- NULL: no limit
    disabled          INTEGER NOT NULL DEFAULT 0,
    created_at        INTEGER NOT NULL
) STRICT;
CREATE INDEX accounts_by_email ON accounts (email) WHERE email IS NOT NULL;

-- A browser that is signed in. Only hashes of its token are kept.
CREATE TABLE sessions (
    id            INTEGER PRIMARY KEY,
    person_id     INTEGER NOT NULL REFERENCES accounts (person_id) ON DELETE CASCADE,
    token_hash    BLOB NOT NULL UNIQUE,
    previous_hash BLOB,                   -- the token before, good for a minute after rotated_at
    rotated_at    INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    last_used_at  INTEGER NOT NULL,       -- to the minute
    user_agent    TEXT NOT NULL,
    address       TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_previous ON sessions (previous_hash) WHERE previous_hash IS NOT NULL;

-- A program that acts for a person.
CREATE TABLE api_tokens (
    id           INTEGER PRIMARY KEY,
    person_id    INTEGER NOT NULL REFERENCES accounts (person_id) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    token_hash   BLOB NOT NULL UNIQUE,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER,                 -- to the minute
    expires_at   INTEGER
) STRICT;
CREATE INDEX api_tokens_by_person ON api_tokens (person_id);

-- How an OpenID provider knows a person.
CREATE TABLE identities (
    issuer     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    person_id  INTEGER NOT NULL REFERENCES accounts (person_id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_by_person ON identities (person_id);

-- What the instance's owner decided, by name.
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
