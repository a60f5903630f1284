-- What the library's clock said when a Palette was deleted: purging goes by it. Those that are deleted already begin now.
ALTER TABLE palettes ADD COLUMN deleted_since_ms INTEGER;
UPDATE palettes SET deleted_since_ms = (SELECT served_ms FROM library_clock) WHERE deleted_at IS NOT NULL;
CREATE INDEX palettes_deleted ON palettes (deleted_since_ms) WHERE deleted_since_ms IS NOT NULL;
