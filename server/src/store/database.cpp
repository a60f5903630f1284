#include "store/database.hpp"

#include <sqlite3.h>
#include <thread>

#include <fmt/core.h>

#include "store/full_text.hpp"
#include "store/migrations.hpp"

namespace palette::store {
namespace {

constexpr int kReadWrite = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
constexpr std::size_t kIdleReadersMax = 16;
constexpr std::chrono::milliseconds kOpenAgainAfter{10};
constexpr auto kSchemaVersion = static_cast<int>(kMigrations.size());

// A migration that makes a table anew drops the old one, which must not take with it what refers to it.
// SQLite ignores the switch within a transaction.
class ForeignKeysOff {
  public:
    explicit ForeignKeysOff(SQLite::Database& database) : database_(database) {
        database_.exec("PRAGMA foreign_keys = OFF");
    }
    ~ForeignKeysOff() { database_.tryExec("PRAGMA foreign_keys = ON"); }
    ForeignKeysOff(const ForeignKeysOff&) = delete;
    ForeignKeysOff& operator=(const ForeignKeysOff&) = delete;

  private:
    SQLite::Database& database_;
};

Result<void> migrate(Connection& connection) {
    auto& database = connection.raw();
    const auto version_of = [&] { return database.execAndGet("PRAGMA user_version").getInt(); };
    if (version_of() == kSchemaVersion) return {};
    const ForeignKeysOff unchecked(database);
    // Another process may be migrating too: look again once the write lock is ours.
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    const int version = version_of();
    if (version > kSchemaVersion) {
        return fail(
            ErrorKind::conflict, "database_newer",
            fmt::format("This library was written by a newer Palette (schema {}; this one knows up to {}). "
                        "Please update Palette; nothing was changed.",
                        version, kSchemaVersion));
    }
    for (int next = version; next < kSchemaVersion; ++next) {
        database.exec(std::string(kMigrations[static_cast<std::size_t>(next)]));
    }
    if (SQLite::Statement check(database, "PRAGMA foreign_key_check"); check.executeStep()) {
        return fail(ErrorKind::io, "database_corrupt", "The library's database is damaged.",
                    "a row of " + check.getColumn(0).getString() + " refers to nothing");
    }
    database.exec(fmt::format("PRAGMA user_version = {}", kSchemaVersion));
    transaction.commit();
    return {};
}

}  // namespace

Connection::Connection(const std::filesystem::path& file, int flags)
    : database_(file.string(), flags, static_cast<int>(kBusyTimeout.count())) {
    database_.exec("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA mmap_size = 268435456;");
    add_full_text_functions(database_);
}

SQLite::Statement& Connection::prepare(const char* sql) {
    auto& slot = statements_[sql];
    if (slot) {
        slot->reset();
        slot->clearBindings();
    } else {
        slot = std::make_unique<SQLite::Statement>(database_, sql);
    }
    used_.push_back(slot.get());
    return *slot;
}

void Connection::reset_statements() {
    for (auto* statement : used_) statement->tryReset();
    used_.clear();
}

Error to_error(const SQLite::Exception& exception) {
    const std::string detail =
        fmt::format("SQLite {}: {}", exception.getExtendedErrorCode(), exception.what());
    Error disk_full{ErrorKind::no_space, "disk_full", "The disk is full. Nothing was changed.", detail};
    // What a full disk looks like to a WAL database that is only being opened: its shared memory file cannot
    // grow.
    if (exception.getExtendedErrorCode() == SQLITE_IOERR_SHMSIZE) return disk_full;
    switch (exception.getErrorCode()) {
        case SQLITE_FULL:
            return disk_full;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {ErrorKind::busy, "database_busy", "The library is busy. Please try again.", detail};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {ErrorKind::io, "database_corrupt", "The library's database is damaged.", detail};
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
            return {ErrorKind::io, "database_unwritable",
                    "The library's database cannot be opened for writing.", detail};
        case SQLITE_IOERR:
            return {ErrorKind::io, "database_io", "The library's database could not be read or written.",
                    detail};
        default:
            return {ErrorKind::internal, "internal", "Something went wrong inside Palette.", detail};
    }
}

Database::Database(std::filesystem::path file)
    : file_(std::move(file)),
      writer_connection_(std::make_unique<Connection>(file_, kReadWrite)),
      writer_(writer_connection_->raw()) {}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file) {
    const auto deadline = std::chrono::steady_clock::now() + kBusyTimeout;
    while (true) {
        try {
            return open_once(file);
        } catch (const SQLite::Exception& exception) {
            // SQLite waits for others by itself, but not where it changes to WAL, nor where it opens a
            // database whose last user is just closing it: there it says "busy" at once.
            if (exception.getErrorCode() == SQLITE_BUSY && std::chrono::steady_clock::now() < deadline) {
                std::this_thread::sleep_for(kOpenAgainAfter);
                continue;
            }
            Error error = to_error(exception);
            error.internal_detail = file.string() + ": " + error.internal_detail;
            return std::unexpected(std::move(error));
        }
    }
}

Result<std::unique_ptr<Database>> Database::open_once(const std::filesystem::path& file) {
    std::unique_ptr<Database> database(new Database(file));
    // Looked at before anything is written, so that a newer library stays untouched to the byte.
    const int version = database->writer_.execAndGet("PRAGMA user_version").getInt();
    if (version <= kSchemaVersion) database->writer_.exec("PRAGMA journal_mode = WAL");
    if (auto migrated = migrate(*database->writer_connection_); !migrated) return forward(migrated);
    return database;
}

Result<void> Database::check_integrity() {
    return read([](Connection& connection) -> Result<void> {
        auto& check = connection.prepare("PRAGMA integrity_check(1)");
        check.executeStep();
        const std::string verdict = check.getColumn(0).getString();
        if (verdict == "ok") return {};
        return fail(ErrorKind::io, "database_corrupt", "The library's database is damaged.", verdict);
    });
}

Database::Lease::Lease(Database& database) : owner(database) {
    {
        const std::lock_guard lock(owner.readers_mutex_);
        if (!owner.idle_readers_.empty()) {
            connection = std::move(owner.idle_readers_.back());
            owner.idle_readers_.pop_back();
        }
    }
    if (!connection) {
        connection = std::make_unique<Connection>(owner.file_, SQLite::OPEN_READWRITE);
        connection->raw().exec("PRAGMA query_only = ON");
    }
}

Database::Lease::~Lease() {
    const std::lock_guard lock(owner.readers_mutex_);
    if (owner.idle_readers_.size() < kIdleReadersMax) owner.idle_readers_.push_back(std::move(connection));
}

}  // namespace palette::store
