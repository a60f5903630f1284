#include "store/embedding_repository.hpp"

#include <bit>
#include <cstring>

#include "store/image_repository.hpp"

namespace palette::store {
namespace {

// GCC's half-precision type on x86-64 (SSE2 and up) and AArch64: IEEE 754 binary16, rounding to nearest even.
using Half = _Float16;
static_assert(sizeof(Half) == 2 && std::endian::native == std::endian::little);

std::vector<Half> to_half(std::span<const float> embedding) {
    std::vector<Half> half(embedding.size());
    for (std::size_t i = 0; i < half.size(); ++i) half[i] = static_cast<Half>(embedding[i]);
    return half;
}

void store_tags(Connection& connection, const Understood& understood) {
    auto& clear =
        connection.prepare("DELETE FROM image_tags WHERE image_id = ? AND source = 'ai' AND rejected = 0");
    clear.bind(1, understood.id.value);
    clear.exec();
    int position = 0;
    for (const Tag& tag : understood.tags) {
        auto& name = connection.prepare("INSERT INTO tags (name) VALUES (?) ON CONFLICT DO NOTHING");
        name.bind(1, tag.name);
        name.exec();
        auto& insert = connection.prepare(
            "INSERT INTO image_tags (image_id, tag_id, source, confidence, position)"
            " SELECT ?, id, 'ai', ?, ? FROM tags WHERE name = ? ON CONFLICT DO NOTHING");
        insert.bind(1, understood.id.value);
        insert.bind(2, static_cast<double>(tag.confidence.value_or(0)));
        insert.bind(3, position++);
        insert.bind(4, tag.name);
        insert.exec();
    }
}

}  // namespace

void EmbeddingRepository::decode(const SQLite::Column& column, std::vector<float>& embedding) {
    const auto* bytes = static_cast<const char*>(column.getBlob());
    embedding.resize(static_cast<std::size_t>(column.getBytes()) / sizeof(Half));
    for (std::size_t i = 0; i < embedding.size(); ++i) {
        Half half{};
        std::memcpy(&half, bytes + i * sizeof(Half), sizeof(Half));
        embedding[i] = static_cast<float>(half);
    }
}

Result<void> EmbeddingRepository::store(std::string_view pack, std::span<const Understood> batch) {
    return database_.write([&](Connection& connection) {
        for (const Understood& understood : batch) {
            auto& update = connection.prepare(
                "UPDATE images SET state = 'ready' WHERE id = ? AND deleted_at IS NULL AND state IN "
                "('derived', 'ready')");
            update.bind(1, understood.id.value);
            const bool present = update.exec() > 0;
            auto& done = connection.prepare("DELETE FROM jobs WHERE image_id = ? AND kind = 'understand'");
            done.bind(1, understood.id.value);
            done.exec();
            if (!present) continue;
            const auto half = to_half(understood.embedding);
            auto& insert = connection.prepare(
                "INSERT INTO embeddings (image_id, pack, vector) VALUES (?, ?, ?)"
                " ON CONFLICT (pack, image_id) DO UPDATE SET vector = excluded.vector");
            insert.bind(1, understood.id.value);
            insert.bind(2, std::string(pack));
            insert.bind(3, half.data(), static_cast<int>(half.size() * sizeof(Half)));
            insert.exec();
            store_tags(connection, understood);
            write_full_text(connection, understood.id);
            write_change(connection, understood.id, "ready");
        }
    });
}

Result<std::vector<float>> EmbeddingRepository::find(std::string_view pack, ImageId id) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT vector FROM embeddings JOIN images ON images.id = image_id"
            " WHERE pack = ? AND image_id = ? AND deleted_at IS NULL");
        select.bind(1, std::string(pack));
        select.bind(2, id.value);
        std::vector<float> embedding;
        if (select.executeStep()) decode(select.getColumn(0), embedding);
        return embedding;
    });
}

Result<std::int64_t> EmbeddingRepository::enqueue_missing(std::string_view pack) {
    return database_.write([&](Connection& connection) {
        auto& insert = connection.prepare(
            "INSERT INTO jobs (kind, image_id) SELECT 'understand', id FROM images"
            " WHERE deleted_at IS NULL AND state IN ('derived', 'ready')"
            " AND NOT EXISTS (SELECT 1 FROM embeddings WHERE image_id = images.id AND pack = ?)"
            " ON CONFLICT DO NOTHING");
        insert.bind(1, std::string(pack));
        return static_cast<std::int64_t>(insert.exec());
    });
}

}  // namespace palette::store
