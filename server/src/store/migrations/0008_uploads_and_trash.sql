-- How long the library has been served: what purging and expiring go by (store/library_clock.hpp).
CREATE TABLE library_clock (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    served_ms INTEGER NOT NULL
) STRICT;
INSERT INTO library_clock VALUES (1, 0);

-- Images that were deleted and can still be restored, with the library's clock at that time.
CREATE TABLE trash (
    image_id   INTEGER PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE,
    since_ms   INTEGER NOT NULL
) STRICT;
INSERT INTO trash SELECT id, 0 FROM images WHERE deleted_at IS NOT NULL;
CREATE TRIGGER image_deleted AFTER UPDATE OF deleted_at ON images
WHEN new.deleted_at IS NOT NULL AND old.deleted_at IS NULL BEGIN
    INSERT OR REPLACE INTO trash SELECT new.id, served_ms FROM library_clock;
END;
CREATE TRIGGER image_restored AFTER UPDATE OF deleted_at ON images
WHEN new.deleted_at IS NULL AND old.deleted_at IS NOT NULL BEGIN
    DELETE FROM trash WHERE image_id = new.id;
END;

-- Files of purged Images that are still to be removed, unless somebody brings the same bytes again before that.
CREATE TABLE discarded_files (
    sha256 TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Uploads that come in pieces, in uploads/<id>.
CREATE TABLE uploads (
    id          INTEGER PRIMARY KEY,
    owner_id    INTEGER REFERENCES people (id) ON DELETE CASCADE,
    file_name   TEXT NOT NULL,
    bytes       INTEGER NOT NULL,
    title       TEXT NOT NULL,
    description TEXT NOT NULL,
    artist      TEXT NOT NULL,
    tags        TEXT NOT NULL,             -- one a line
    visibility  TEXT NOT NULL,
    expires_ms  INTEGER NOT NULL,          -- by the library's clock
    image_id    INTEGER REFERENCES images (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX uploads_by_owner ON uploads (owner_id);
