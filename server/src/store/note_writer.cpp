#include "store/note_writer.hpp"

namespace palette::store {

Connection& NoteWriter::connection() {
    if (!connection_) {
        auto opened = std::make_unique<Connection>(file_, SQLite::OPEN_READWRITE);
        opened->raw().setBusyTimeout(static_cast<int>(kNoteTimeout.count()));
        connection_ = std::move(opened);
    }
    return *connection_;
}

Error NoteWriter::busy() {
    return {ErrorKind::busy, "database_busy", "The library is busy. Please try again.",
            "other notes are being written"};
}

}  // namespace palette::store
