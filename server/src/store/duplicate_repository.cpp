#include "store/duplicate_repository.hpp"

#include <algorithm>
#include <bit>

#include "base/clock.hpp"
#include "store/image_merge.hpp"
#include "store/image_repository.hpp"

namespace palette::store {
namespace {

void tell(Connection& connection) {
    auto& insert = connection.prepare("INSERT INTO changes (kind) VALUES (?)");
    insert.bind(1, kDuplicatesChange);
    insert.exec();
}

std::uint64_t hash_in(const SQLite::Column& column) {
    return std::bit_cast<std::uint64_t>(column.getInt64());
}

}  // namespace

Result<std::vector<DuplicateRepository::Comparable>> DuplicateRepository::uncompared(
    std::size_t limit) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT id, sha256, coalesce(perceptual_hash, 0) FROM images INDEXED BY images_to_compare"
            " WHERE compared = 0 AND state = 'ready' AND deleted_at IS NULL ORDER BY id LIMIT ?");
        select.bind(1, static_cast<std::int64_t>(limit));
        std::vector<Comparable> images;
        while (select.executeStep()) {
            images.push_back({ImageId{select.getColumn(0).getInt64()}, select.getColumn(1).getString(),
                              hash_in(select.getColumn(2))});
        }
        return images;
    });
}

Result<std::int64_t> DuplicateRepository::uncompared_count(const Viewer& viewer) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT count(*) FROM images INDEXED BY images_to_compare"
            " WHERE compared = 0 AND state = 'ready' AND deleted_at IS NULL"
            " AND (visibility = 'public' OR owner_id = ?1 OR ?2)");
        bind_viewer(select, 1, viewer);
        select.executeStep();
        return select.getColumn(0).getInt64();
    });
}

Result<std::vector<DuplicateRepository::Hash>> DuplicateRepository::compared_hashes() const {
    return database_.read([](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT id, perceptual_hash FROM images WHERE compared = 1 AND perceptual_hash IS NOT NULL");
        std::vector<Hash> hashes;
        while (select.executeStep())
            hashes.push_back({ImageId{select.getColumn(0).getInt64()}, hash_in(select.getColumn(1))});
        return hashes;
    });
}

Result<std::string> DuplicateRepository::sha256_of(ImageId id) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare("SELECT sha256 FROM images WHERE id = ?");
        select.bind(1, id.value);
        return select.executeStep() ? select.getColumn(0).getString() : std::string{};
    });
}

Result<void> DuplicateRepository::record(std::span<const ImageId> compared,
                                         std::span<const DuplicatePair> found) {
    return database_.write([&](Connection& connection) {
        int added = 0;
        for (const auto& pair : found) {
            auto& insert = connection.prepare(
                "INSERT INTO duplicate_pairs (first_id, second_id, found)"
                " SELECT first.id, second.id, 1 FROM images AS first, images AS second"
                " WHERE first.id = ?1 AND second.id = ?2"
                " ON CONFLICT DO UPDATE SET found = 1 WHERE found = 0");
            insert.bind(1, pair.first.value);
            insert.bind(2, pair.second.value);
            added += insert.exec();
        }
        for (const ImageId id : compared) {
            auto& update = connection.prepare("UPDATE images SET compared = 1 WHERE id = ?");
            update.bind(1, id.value);
            update.exec();
        }
        if (added > 0) tell(connection);
    });
}

Result<std::vector<DuplicatePair>> DuplicateRepository::pairs() const {
    return database_.read([](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT first_id, second_id FROM duplicate_pairs WHERE found = 1 AND dismissed_at IS NULL"
            " ORDER BY first_id, second_id");
        std::vector<DuplicatePair> pairs;
        while (select.executeStep()) {
            pairs.push_back(
                {ImageId{select.getColumn(0).getInt64()}, ImageId{select.getColumn(1).getInt64()}});
        }
        return pairs;
    });
}

Result<std::vector<DuplicatePair>> DuplicateRepository::pairs_among(std::span<const ImageId> images) const {
    std::vector<ImageId> sorted(images.begin(), images.end());
    std::ranges::sort(sorted);
    sorted.erase(std::ranges::unique(sorted).begin(), sorted.end());
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT second_id FROM duplicate_pairs WHERE first_id = ? AND found = 1 AND dismissed_at IS NULL"
            " ORDER BY second_id");
        std::vector<DuplicatePair> pairs;
        for (const ImageId first : sorted) {
            select.reset();
            select.bind(1, first.value);
            while (select.executeStep()) {
                const ImageId second{select.getColumn(0).getInt64()};
                if (std::ranges::binary_search(sorted, second)) pairs.push_back({first, second});
            }
        }
        return pairs;
    });
}

Result<void> DuplicateRepository::say(std::span<const ImageId> images, Say what, const Viewer& viewer) {
    return database_.write([&](Connection& connection) -> Result<void> {
        for (const ImageId id : images) {
            if (auto editor = require_editor(connection, id, viewer); !editor) return forward(editor);
        }
        for (std::size_t i = 0; i < images.size(); ++i) {
            for (std::size_t j = i + 1; j < images.size(); ++j) {
                const auto [first, second] = std::minmax(images[i], images[j]);
                if (first == second) continue;
                auto& put = connection.prepare(
                    "INSERT INTO duplicate_pairs (first_id, second_id, found, dismissed_at) VALUES (?1, ?2, "
                    "0, ?3)"
                    " ON CONFLICT DO UPDATE SET dismissed_at = ?3");
                put.bind(1, first.value);
                put.bind(2, second.value);
                if (what == Say::not_the_same)
                    put.bind(3, static_cast<std::int64_t>(now().time_since_epoch().count()));
                put.exec();
            }
        }
        tell(connection);
        return {};
    });
}

Result<void> DuplicateRepository::merge(ImageId keep, std::span<const ImageId> others, const Viewer& viewer) {
    return database_.write([&](Connection& connection) -> Result<void> {
        for (const ImageId other : others) {
            if (auto merged = merge_image(connection, other, keep, viewer); !merged) return merged;
        }
        return {};
    });
}

}  // namespace palette::store
