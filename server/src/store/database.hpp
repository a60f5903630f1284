#pragma once

// The library's database: one SQLite file in WAL mode, shared by any number of threads and processes.
//
// Reads run side by side, each on a connection of its own; writes of this process take turns, writes of other
// processes are waited for (kBusyTimeout). Every write is one transaction: all of it is on disk, or none
// (synchronous=FULL). Safe to call from any thread that may block; never from an event loop. Lives as long as
// everything that uses it.

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "base/result.hpp"

namespace palette::store {

inline constexpr std::chrono::milliseconds kBusyTimeout{30'000};

// One SQLite connection with its prepared statements. Used by one thread at a time.
class Connection {
  public:
    Connection(const std::filesystem::path& file, int flags);

    // The prepared statement for this text, reset and unbound. Valid until asked for again. `sql` must
    // outlive the connection: it is a literal.
    SQLite::Statement& prepare(const char* sql);
    // Ends every statement that was left in the middle of its rows. While one is, SQLite keeps the connection
    // in the snapshot it began in, also past the end of the transaction.
    void reset_statements();
    SQLite::Database& raw() { return database_; }

  private:
    SQLite::Database database_;
    std::unordered_map<const char*, std::unique_ptr<SQLite::Statement>> statements_;
    std::vector<SQLite::Statement*> used_;
};

// What SQLite threw, as an Error: a full disk is ErrorKind::no_space, a busy database ErrorKind::busy.
[[nodiscard]] Error to_error(const SQLite::Exception& exception);

namespace detail {
template <class T>
struct AsResult {
    using Type = Result<T>;
};
template <class T>
struct AsResult<std::expected<T, Error>> {
    using Type = Result<T>;
};
}  // namespace detail

class Database {
  public:
    // Opens or creates the database and brings its schema up to date. Fails with `database_newer` when a
    // newer Palette wrote it, `database_corrupt` when it is not a database; the file is then left as it is.
    // Others that are opening or closing it are waited for; `database_busy` after kBusyTimeout.
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& file);

    // Runs `work(Connection&)` within one read snapshot. What it returns, or a Result of it, is handed on.
    template <class Work>
    auto read(Work&& work) -> typename detail::AsResult<std::invoke_result_t<Work, Connection&>>::Type {
        try {
            const Lease lease(*this);
            SQLite::Transaction snapshot(lease.connection->raw());
            return finish(std::forward<Work>(work), *lease.connection, snapshot);
        } catch (const SQLite::Exception& exception) {
            return std::unexpected(to_error(exception));
        }
    }

    // Runs `work(Connection&)` in one transaction: committed when it returns a value, rolled back when it
    // returns an Error or throws.
    template <class Work>
    auto write(Work&& work) -> typename detail::AsResult<std::invoke_result_t<Work, Connection&>>::Type {
        try {
            const std::lock_guard lock(writer_mutex_);
            SQLite::Transaction transaction(writer_, SQLite::TransactionBehavior::IMMEDIATE);
            return finish(std::forward<Work>(work), *writer_connection_, transaction);
        } catch (const SQLite::Exception& exception) {
            return std::unexpected(to_error(exception));
        }
    }

    // Runs SQLite's own integrity check; nothing when sound, else its first complaint.
    Result<void> check_integrity();

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }

  private:
    struct Lease {
        explicit Lease(Database& database);
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        Database& owner;
        std::unique_ptr<Connection> connection;
    };

    // Resets also where `work` throws.
    struct StatementsReset {
        explicit StatementsReset(Connection& used) : connection(used) {}
        ~StatementsReset() { connection.reset_statements(); }
        StatementsReset(const StatementsReset&) = delete;
        StatementsReset& operator=(const StatementsReset&) = delete;
        Connection& connection;
    };

    explicit Database(std::filesystem::path file);
    // Throws what SQLite throws.
    static Result<std::unique_ptr<Database>> open_once(const std::filesystem::path& file);

    template <class Work>
    auto finish(Work&& work, Connection& connection, SQLite::Transaction& transaction) ->
        typename detail::AsResult<std::invoke_result_t<Work, Connection&>>::Type {
        using Returned = std::invoke_result_t<Work, Connection&>;
        const StatementsReset reset(connection);
        if constexpr (std::is_void_v<Returned>) {
            work(connection);
            connection.reset_statements();
            transaction.commit();
            return {};
        } else if constexpr (std::is_same_v<Returned, typename detail::AsResult<Returned>::Type>) {
            Returned returned = work(connection);
            connection.reset_statements();
            if (returned) transaction.commit();
            return returned;
        } else {
            Returned returned = work(connection);
            connection.reset_statements();
            transaction.commit();
            return returned;
        }
    }

    const std::filesystem::path file_;
    std::mutex writer_mutex_;
    std::unique_ptr<Connection> writer_connection_;
    SQLite::Database& writer_;
    std::mutex readers_mutex_;
    std::vector<std::unique_ptr<Connection>> idle_readers_;
};

}  // namespace palette::store
