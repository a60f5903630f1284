-- What persons said about tags that a model gave or missed: kept as long as the Image, one word for each tag of it.
CREATE TABLE tag_corrections (
    number     INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order they were said
    image_id   INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    tag_id     INTEGER NOT NULL REFERENCES tags (id),
    is_right   INTEGER NOT NULL,                  -- 1: a person added the tag; 0: a person took it away
    confidence REAL,                              -- of the model; NULL: it had not given the tag
    UNIQUE (image_id, tag_id)
) STRICT;
CREATE INDEX tag_corrections_by_tag ON tag_corrections (tag_id, number);
INSERT INTO tag_corrections (image_id, tag_id, is_right, confidence)
    SELECT image_id, tag_id, 0, confidence FROM image_tags WHERE rejected = 1 AND source = 'ai';

-- Where what was learned from them changed an Image's AI tags: what the model itself had said, NULL for nothing.
CREATE TABLE corrected_tags (
    image_id   INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    tag_id     INTEGER NOT NULL REFERENCES tags (id),
    confidence REAL,
    PRIMARY KEY (image_id, tag_id)
) STRICT, WITHOUT ROWID;

-- By which lessons an Image's AI tags were corrected; empty: by none.
ALTER TABLE images ADD COLUMN corrected_by TEXT NOT NULL DEFAULT '';
CREATE INDEX images_corrected ON images (id) WHERE corrected_by <> '';
