// sqlite-vec (npm's sqlite-vec, which brings a loadable extension): an exact scan inside SQLite.

#include <sqlite3.h>
#include <string>

#include "dataset.hpp"
#include "peer.hpp"

namespace palette::bench {
namespace {

struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

void must(sqlite3* database, int outcome) {
    if (outcome != SQLITE_OK) give_up(std::string("sqlite-vec: ") + sqlite3_errmsg(database));
}

Database open(const std::filesystem::path& file) {
    sqlite3* opened = nullptr;
    const int outcome = sqlite3_open(file.c_str(), &opened);
    Database database(opened);
    must(opened, outcome);
    sqlite3_enable_load_extension(opened, 1);
    must(opened, sqlite3_load_extension(opened, PALETTE_SQLITE_VEC, nullptr, nullptr));
    // Nothing here needs to survive a power failure, and all of the file may be in memory.
    must(opened,
         sqlite3_exec(opened,
                      "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA mmap_size = 17179869184",
                      nullptr, nullptr, nullptr));
    return database;
}

Statement prepare(sqlite3* database, const std::string& sql) {
    sqlite3_stmt* prepared = nullptr;
    must(database, sqlite3_prepare_v2(database, sql.c_str(), -1, &prepared, nullptr));
    return Statement(prepared);
}

class SqliteVecPeer final : public Peer {
  public:
    explicit SqliteVecPeer(const PeerLimits& limits) : limits_(limits) {}

    void add(std::int64_t first, const float* rows, std::size_t count) override {
        if (!built_) create();
        must(built_.get(), sqlite3_exec(built_.get(), "BEGIN", nullptr, nullptr, nullptr));
        const auto insert = prepare(built_.get(), "INSERT INTO images VALUES (?, ?, ?, ?, ?)");
        for (std::size_t i = 0; i < count; ++i) {
            const auto id = first + static_cast<std::int64_t>(i);
            sqlite3_bind_int64(insert.get(), 1, id);
            bind(insert.get(), 2, rows + i * limits_.dimension);
            for (int column = 1; column < 4; ++column) {
                sqlite3_bind_int(insert.get(), 2 + column, id % kDivisors[column] == 0 ? 1 : 0);
            }
            if (sqlite3_step(insert.get()) != SQLITE_DONE) must(built_.get(), SQLITE_ERROR);
            sqlite3_reset(insert.get());
        }
        must(built_.get(), sqlite3_exec(built_.get(), "COMMIT", nullptr, nullptr, nullptr));
    }

    void save(const std::filesystem::path& file) override {
        built_.reset();
        std::filesystem::rename(scratch(), file);
    }

    // A connection for each client.
    void load(const std::filesystem::path& file) override {
        for (std::size_t client = 0; client < limits_.clients; ++client) {
            connections_.push_back(open(file));
        }
        set_filter(1);
    }

    void set_filter(std::int64_t divisor) override {
        statements_.clear();
        std::string sql = "SELECT rowid FROM images WHERE embedding MATCH ? AND k = ?";
        if (divisor != 1) sql += " AND passes_" + std::to_string(divisor) + " = 1";
        for (const auto& connection : connections_) statements_.push_back(prepare(connection.get(), sql));
    }
    std::string_view filter_kind() const override { return "a metadata column"; }

    std::vector<std::int64_t> search(const float* query, std::size_t k, std::size_t client) override {
        sqlite3_stmt* statement = statements_[client].get();
        bind(statement, 1, query);
        sqlite3_bind_int64(statement, 2, static_cast<sqlite3_int64>(k));
        std::vector<std::int64_t> ids;
        int outcome = SQLITE_ROW;
        while ((outcome = sqlite3_step(statement)) == SQLITE_ROW)
            ids.push_back(sqlite3_column_int64(statement, 0));
        if (outcome != SQLITE_DONE) must(connections_[client].get(), outcome);
        sqlite3_reset(statement);
        return ids;
    }

  private:
    [[nodiscard]] std::filesystem::path scratch() const {
        return limits_.folder / "unfinished-sqlite-vec.db";
    }

    void create() {
        std::filesystem::remove(scratch());
        built_ = open(scratch());
        const std::string sql =
            "CREATE VIRTUAL TABLE images USING vec0(embedding float[" + std::to_string(limits_.dimension) +
            "] distance_metric=cosine, passes_10 boolean, passes_100 boolean, passes_1000 boolean)";
        must(built_.get(), sqlite3_exec(built_.get(), sql.c_str(), nullptr, nullptr, nullptr));
    }

    void bind(sqlite3_stmt* statement, int column, const float* row) const {
        sqlite3_bind_blob(statement, column, row, static_cast<int>(limits_.dimension * sizeof(float)),
                          SQLITE_STATIC);
    }

    PeerLimits limits_;
    Database built_;
    std::vector<Database> connections_;
    std::vector<Statement> statements_;  // before the connections they belong to
};

}  // namespace

std::unique_ptr<Peer> make_peer(const PeerLimits& limits) {
    return std::make_unique<SqliteVecPeer>(limits);
}

}  // namespace palette::bench
