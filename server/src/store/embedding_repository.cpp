#include "store/embedding_repository.hpp"

#include <algorithm>

#include "store/embedding_bytes.hpp"
#include "store/image_repository.hpp"

namespace palette::store {
namespace {

// Images that one transaction looks through for what they lack.
constexpr std::int64_t kImagesAtOnce = 5000;

void store_embedding(Connection& connection, ImageId id, const Understood::Embedding& embedding) {
    auto& insert = connection.prepare(
        "INSERT INTO embeddings (image_id, pack, vector) VALUES (?, ?, ?)"
        " ON CONFLICT (pack, image_id) DO UPDATE SET vector = excluded.vector");
    insert.bind(1, id.value);
    insert.bind(2, embedding.pack);
    bind_embedding(insert, 3, embedding.values);
    insert.exec();
}

void end_job(Connection& connection, ImageId id) {
    auto& erase = connection.prepare("DELETE FROM jobs WHERE image_id = ? AND kind = 'understand'");
    erase.bind(1, id.value);
    erase.exec();
}

void note_tagger(Connection& connection, ImageId id, const std::string& pack) {
    auto& update = connection.prepare("UPDATE images SET tagged_by = ?, corrected_by = '' WHERE id = ?");
    update.bind(1, pack);
    update.bind(2, id.value);
    update.exec();
}

void store_tags(Connection& connection, ImageId id, const Understood::Tags& tags) {
    note_tagger(connection, id, tags.pack);
    // What was corrected is said anew, and corrected anew (correction_repository.hpp).
    auto& forget = connection.prepare("DELETE FROM corrected_tags WHERE image_id = ?");
    forget.bind(1, id.value);
    forget.exec();
    write_ai_tags(connection, id, tags.tags);
}

}  // namespace

Result<void> EmbeddingRepository::store(std::span<const Understood> batch) {
    return database_.write([&](Connection& connection) {
        for (const Understood& understood : batch) {
            auto& select = connection.prepare(
                "SELECT state FROM images WHERE id = ? AND deleted_at IS NULL"
                " AND state IN ('derived', 'ready')");
            select.bind(1, understood.id.value);
            const bool present = select.executeStep();
            const bool was_ready = present && select.getColumn(0).getString() == "ready";
            end_job(connection, understood.id);
            if (!present) continue;
            auto& update = connection.prepare("UPDATE images SET state = 'ready' WHERE id = ?");
            update.bind(1, understood.id.value);
            update.exec();
            for (const auto& embedding : understood.embeddings)
                store_embedding(connection, understood.id, embedding);
            if (understood.tags) store_tags(connection, understood.id, *understood.tags);
            write_full_text(connection, understood.id);
            if (!was_ready || understood.is_told)
                write_change(connection, understood.id, was_ready ? "updated" : "ready");
        }
    });
}

Result<std::vector<float>> EmbeddingRepository::find(std::string_view pack, ImageId id) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT vector FROM embeddings JOIN images ON images.id = image_id"
            " WHERE pack = ? AND image_id = ? AND deleted_at IS NULL AND state IN ('derived', 'ready')");
        select.bind(1, std::string(pack));
        select.bind(2, id.value);
        std::vector<float> embedding;
        if (select.executeStep()) read_embedding(select.getColumn(0), embedding);
        return embedding;
    });
}

Result<void> EmbeddingRepository::pass_over(ImageId id, const MissingPacks& missing,
                                            const WantedPacks& wanted) {
    return database_.write([&](Connection& connection) {
        for (const auto& pack : missing.embeddings) store_embedding(connection, id, {pack, {}});
        if (missing.tags) note_tagger(connection, id, wanted.tags);
        end_job(connection, id);
    });
}

Result<MissingPacks> EmbeddingRepository::missing(ImageId id, const WantedPacks& wanted) const {
    return database_.read([&](Connection& connection) {
        MissingPacks missing;
        for (const auto& pack : wanted.embeddings) {
            auto& select = connection.prepare("SELECT 1 FROM embeddings WHERE pack = ? AND image_id = ?");
            select.bind(1, pack);
            select.bind(2, id.value);
            if (!select.executeStep()) missing.embeddings.push_back(pack);
        }
        auto& select = connection.prepare("SELECT 1 FROM images WHERE id = ? AND tagged_by = ?");
        select.bind(1, id.value);
        select.bind(2, wanted.tags);
        missing.tags = !wanted.tags.empty() && !select.executeStep();
        return missing;
    });
}

namespace {

// Of the Images with ids from just above ?1 up to ?2.
#define PALETTE_LACKING                                              \
    " FROM images WHERE id > ?1 AND id <= ?2 AND deleted_at IS NULL" \
    " AND state IN ('derived', 'ready') AND "
#define PALETTE_NO_EMBEDDING "NOT EXISTS (SELECT 1 FROM embeddings WHERE image_id = images.id AND pack = ?3)"
#define PALETTE_OTHER_TAGS "tagged_by <> ?3"
#define PALETTE_ENQUEUE \
    "INSERT INTO jobs (kind, image_id, background) SELECT 'understand', id, state = 'ready'" PALETTE_LACKING

struct Lack {
    const char* look;
    const char* enqueue;
    std::string pack;
};

std::vector<Lack> lacks_of(const WantedPacks& wanted) {
    std::vector<Lack> lacks;
    for (const auto& pack : wanted.embeddings) {
        lacks.push_back({"SELECT 1" PALETTE_LACKING PALETTE_NO_EMBEDDING " LIMIT 1",
                         PALETTE_ENQUEUE PALETTE_NO_EMBEDDING " ON CONFLICT DO NOTHING", pack});
    }
    if (!wanted.tags.empty()) {
        lacks.push_back({"SELECT 1" PALETTE_LACKING PALETTE_OTHER_TAGS " LIMIT 1",
                         PALETTE_ENQUEUE PALETTE_OTHER_TAGS " ON CONFLICT DO NOTHING", wanted.tags});
    }
    return lacks;
}

SQLite::Statement& prepare_lack(Connection& connection, const char* sql, std::int64_t after,
                                std::int64_t last, const std::string& pack) {
    auto& statement = connection.prepare(sql);
    statement.bind(1, after);
    statement.bind(2, last);
    statement.bind(3, pack);
    return statement;
}

}  // namespace

Result<std::int64_t> EmbeddingRepository::enqueue_missing(const WantedPacks& wanted,
                                                          const std::function<bool()>& goes_on) {
    const auto lacks = lacks_of(wanted);
    std::int64_t enqueued = 0;
    std::int64_t after = 0;
    while (goes_on()) {
        // Looked for without keeping writers out: of a large library that lacks nothing it takes seconds.
        struct Range {
            std::int64_t last = 0;
            bool lacks_some = false;
        };
        auto range = database_.read([&](Connection& connection) {
            auto& select = connection.prepare(
                "SELECT max(id) FROM (SELECT id FROM images WHERE id > ? ORDER BY id LIMIT ?)");
            select.bind(1, after);
            select.bind(2, kImagesAtOnce);
            select.executeStep();
            Range found;
            if (!select.getColumn(0).isNull()) found.last = select.getColumn(0).getInt64();
            found.lacks_some = std::ranges::any_of(lacks, [&](const Lack& lack) {
                return prepare_lack(connection, lack.look, after, found.last, lack.pack).executeStep();
            });
            return found;
        });
        if (!range) return forward(range);
        if (range->last == 0) break;
        if (range->lacks_some) {
            auto written = database_.write([&](Connection& connection) {
                for (const auto& lack : lacks) {
                    enqueued += prepare_lack(connection, lack.enqueue, after, range->last, lack.pack).exec();
                }
            });
            if (!written) return forward(written);
        }
        after = range->last;
    }
    return enqueued;
}

Result<bool> EmbeddingRepository::is_complete(std::string_view pack) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT 1 FROM images WHERE deleted_at IS NULL AND state = 'ready' AND NOT EXISTS"
            " (SELECT 1 FROM embeddings WHERE image_id = images.id AND pack = ?) LIMIT 1");
        select.bind(1, std::string(pack));
        return !select.executeStep();
    });
}

}  // namespace palette::store
