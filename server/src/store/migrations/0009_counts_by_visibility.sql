-- What a viewer may see is counted from the index alone.
DROP INDEX images_by_state;
CREATE INDEX images_by_state ON images (state, visibility, owner_id) WHERE deleted_at IS NULL;
