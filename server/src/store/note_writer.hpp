#pragma once

// Writes that a read leaves behind and that may be left out: what a feed showed, when a session was last
// used. On a connection of its own, so that a read waits neither for this process's writers nor long for
// others.
//
// Safe to call from any thread that may block. Owned by a repository.

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <type_traits>

#include "store/database.hpp"

namespace palette::store {

// How long a note waits for whoever is writing.
inline constexpr std::chrono::milliseconds kNoteTimeout{1'000};

class NoteWriter {
  public:
    explicit NoteWriter(const Database& database) : file_(database.file()) {}

    // Runs `work(Connection&)` in one transaction, as Database::write() does. Fails with `database_busy`
    // after kNoteTimeout.
    template <class Work>
    Result<std::invoke_result_t<Work, Connection&>> write(Work work) {
        const std::unique_lock lock(mutex_, kNoteTimeout);
        if (!lock) return std::unexpected(busy());
        try {
            Connection& connection = this->connection();
            SQLite::Transaction transaction(connection.raw(), SQLite::TransactionBehavior::IMMEDIATE);
            if constexpr (std::is_void_v<std::invoke_result_t<Work, Connection&>>) {
                work(connection);
                connection.reset_statements();
                transaction.commit();
                return {};
            } else {
                auto returned = work(connection);
                connection.reset_statements();
                transaction.commit();
                return returned;
            }
        } catch (const SQLite::Exception& exception) {
            if (connection_) connection_->reset_statements();
            return std::unexpected(to_error(exception));
        }
    }

  private:
    // Opened when there is something to note for the first time.
    Connection& connection();
    static Error busy();

    const std::filesystem::path file_;
    std::timed_mutex mutex_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace palette::store
