#include "store/correction_repository.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "store/embedding_bytes.hpp"
#include "store/image_repository.hpp"

namespace palette::store {
namespace {

std::optional<float> confidence_of(const SQLite::Column& column) {
    if (column.isNull()) return std::nullopt;
    return static_cast<float>(column.getDouble());
}

// By name: what the model itself said of an Image, of the tags that no person has spoken of. None: nothing,
// the tag is a correction's alone.
using OwnTags = std::map<std::string, std::optional<float>>;

OwnTags read_own_tags(Connection& connection, ImageId id, const std::vector<Tag>& shown) {
    OwnTags own;
    for (const Tag& tag : shown) own[tag.name] = tag.confidence;
    auto& select = connection.prepare(
        "SELECT tags.name, confidence FROM corrected_tags JOIN tags ON tags.id = tag_id"
        " WHERE image_id = ?1 AND NOT EXISTS (SELECT 1 FROM image_tags WHERE image_id = ?1"
        " AND image_tags.tag_id = corrected_tags.tag_id AND (source = 'person' OR rejected = 1))");
    select.bind(1, id.value);
    while (select.executeStep()) own[select.getColumn(0).getString()] = confidence_of(select.getColumn(1));
    return own;
}

std::vector<Tag> read_ai_tags(Connection& connection, ImageId id) {
    auto& select = connection.prepare(
        "SELECT tags.name, confidence FROM image_tags JOIN tags ON tags.id = tag_id"
        " WHERE image_id = ? AND source = 'ai' AND rejected = 0 ORDER BY position");
    select.bind(1, id.value);
    std::vector<Tag> tags;
    while (select.executeStep()) {
        tags.push_back({select.getColumn(0).getString(), TagSource::ai,
                        static_cast<float>(select.getColumn(1).getDouble())});
    }
    return tags;
}

std::vector<Tag> in_order(const OwnTags& own) {
    std::vector<Tag> tags;
    for (const auto& [name, confidence] : own) {
        if (confidence) tags.push_back({name, TagSource::ai, confidence});
    }
    std::ranges::stable_sort(tags, std::greater{}, [](const Tag& tag) { return *tag.confidence; });
    return tags;
}

bool are_same(const std::vector<Tag>& some, const std::vector<Tag>& others) {
    return std::ranges::equal(some, others, [](const Tag& tag, const Tag& other) {
        return tag.name == other.name && tag.confidence == other.confidence;
    });
}

// Keeps what the model said wherever it is not what is shown.
void keep_own(Connection& connection, ImageId id, const OwnTags& own, const std::vector<Tag>& shown) {
    auto& clear = connection.prepare("DELETE FROM corrected_tags WHERE image_id = ?");
    clear.bind(1, id.value);
    clear.exec();
    OwnTags changed;
    for (const auto& [name, confidence] : own) {
        if (confidence) changed[name] = confidence;
    }
    for (const Tag& tag : shown) {
        const auto same = changed.find(tag.name);
        if (same == changed.end()) {
            changed[tag.name] = std::nullopt;
        } else if (same->second == tag.confidence) {
            changed.erase(same);
        }
    }
    for (const auto& [name, confidence] : changed) {
        auto& insert = connection.prepare("INSERT INTO corrected_tags VALUES (?, ?, ?)");
        insert.bind(1, id.value);
        insert.bind(2, tag_id_of(connection, name));
        if (confidence) insert.bind(3, static_cast<double>(*confidence));
        insert.exec();
    }
}

void correct_one(Connection& connection, ImageId id, const std::string& by, std::string_view pack,
                 const CorrectionRepository::Correct& correct) {
    const auto shown = read_ai_tags(connection, id);
    const OwnTags own = read_own_tags(connection, id, shown);
    std::vector<Tag> wanted = in_order(own);
    if (!by.empty()) {
        auto& select = connection.prepare("SELECT vector FROM embeddings WHERE pack = ? AND image_id = ?");
        select.bind(1, std::string(pack));
        select.bind(2, id.value);
        std::vector<float> embedding;
        if (select.executeStep()) read_embedding(select.getColumn(0), embedding);
        wanted = correct(embedding, wanted);
        // Of what a person spoke the correction says nothing.
        auto& spoken = connection.prepare(
            "SELECT tags.name FROM image_tags JOIN tags ON tags.id = tag_id"
            " WHERE image_id = ? AND (source = 'person' OR rejected = 1)");
        spoken.bind(1, id.value);
        while (spoken.executeStep()) {
            std::erase_if(wanted,
                          [&](const Tag& tag) { return tag.name == spoken.getColumn(0).getString(); });
        }
    }
    if (!are_same(shown, wanted)) {
        write_ai_tags(connection, id, wanted);
        write_full_text(connection, id);
        write_change(connection, id, "updated");
    }
    keep_own(connection, id, own, wanted);
    auto& update = connection.prepare("UPDATE images SET corrected_by = ? WHERE id = ?");
    update.bind(1, by);
    update.bind(2, id.value);
    update.exec();
}

}  // namespace

Result<std::string> CorrectionRepository::revision() const {
    return database_.read([](Connection& connection) {
        auto& select = connection.prepare("SELECT count(*), coalesce(max(number), 0) FROM tag_corrections");
        select.executeStep();
        return fmt::format("{}-{}", select.getColumn(0).getInt64(), select.getColumn(1).getInt64());
    });
}

Result<std::vector<std::string>> CorrectionRepository::corrected_tags(std::int64_t corrections_min,
                                                                      std::size_t tags_max) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT name FROM (SELECT tag_id, count(*) AS corrections FROM tag_corrections GROUP BY tag_id"
            " HAVING corrections >= ?) JOIN tags ON tags.id = tag_id ORDER BY corrections DESC, name LIMIT "
            "?");
        select.bind(1, corrections_min);
        select.bind(2, static_cast<std::int64_t>(tags_max));
        std::vector<std::string> names;
        while (select.executeStep()) names.push_back(select.getColumn(0).getString());
        return names;
    });
}

Result<std::vector<TagCorrection>> CorrectionRepository::of_tag(std::string_view tag, std::string_view pack,
                                                                std::size_t limit) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT vector, is_right, confidence FROM tag_corrections"
            " JOIN embeddings ON embeddings.image_id = tag_corrections.image_id AND pack = ?1"
            " WHERE tag_id = (SELECT id FROM tags WHERE name = ?2) AND length(vector) > 0"
            " ORDER BY number DESC LIMIT ?3");
        select.bind(1, std::string(pack));
        select.bind(2, std::string(tag));
        select.bind(3, static_cast<std::int64_t>(limit));
        std::vector<TagCorrection> corrections;
        while (select.executeStep()) {
            auto& correction = corrections.emplace_back();
            read_embedding(select.getColumn(0), correction.embedding);
            correction.is_right = select.getColumn(1).getInt() != 0;
            correction.confidence = confidence_of(select.getColumn(2));
        }
        return corrections;
    });
}

Result<std::vector<float>> CorrectionRepository::mean_embedding(std::string_view pack,
                                                                std::size_t limit) const {
    return database_.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT vector FROM embeddings WHERE pack = ? AND length(vector) > 0 ORDER BY image_id LIMIT ?");
        select.bind(1, std::string(pack));
        select.bind(2, static_cast<std::int64_t>(limit));
        std::vector<float> sum;
        std::vector<float> embedding;
        std::size_t count = 0;
        while (select.executeStep()) {
            read_embedding(select.getColumn(0), embedding);
            sum.resize(embedding.size());
            for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += embedding[i];
            ++count;
        }
        for (float& value : sum) value /= static_cast<float>(count);
        return sum;
    });
}

Result<std::optional<ImageId>> CorrectionRepository::correct_next(const std::string& by,
                                                                  std::string_view pack, ImageId after,
                                                                  std::size_t limit, const Correct& correct) {
    return database_.write([&](Connection& connection) {
        // Two texts, so that taking corrections off an Image can go by the index of those that have some.
        auto& select = connection.prepare(
            by.empty() ? "SELECT id, state = 'ready' FROM images INDEXED BY images_corrected"
                         " WHERE id > ?1 AND corrected_by <> '' AND ?2 = '' ORDER BY id LIMIT ?3"
                       : "SELECT id, state = 'ready' AND corrected_by <> ?2 FROM images WHERE id > ?1"
                         " ORDER BY id LIMIT ?3");
        select.bind(1, after.value);
        select.bind(2, by);
        select.bind(3, static_cast<std::int64_t>(limit));
        std::vector<ImageId> to_correct;
        std::optional<ImageId> last;
        while (select.executeStep()) {
            last = ImageId{select.getColumn(0).getInt64()};
            if (select.getColumn(1).getInt() != 0) to_correct.push_back(*last);
        }
        for (const ImageId id : to_correct) correct_one(connection, id, by, pack, correct);
        return last;
    });
}

Result<void> CorrectionRepository::correct(std::span<const ImageId> images, const std::string& by,
                                           std::string_view pack, const Correct& correct) {
    return database_.write([&](Connection& connection) {
        for (const ImageId id : images) {
            auto& select = connection.prepare("SELECT 1 FROM images WHERE id = ? AND state = 'ready'");
            select.bind(1, id.value);
            const bool is_ready = select.executeStep();
            if (is_ready) correct_one(connection, id, by, pack, correct);
        }
    });
}

void CorrectionRepository::note(Connection& connection, ImageId id, const std::string& tag, bool is_right) {
    if (tag.empty()) return;
    auto& insert = connection.prepare(
        "INSERT OR REPLACE INTO tag_corrections (image_id, tag_id, is_right, confidence)"
        " SELECT ?1, ?2, ?3, CASE WHEN EXISTS (SELECT 1 FROM corrected_tags WHERE image_id = ?1 AND tag_id = "
        "?2)"
        " THEN (SELECT confidence FROM corrected_tags WHERE image_id = ?1 AND tag_id = ?2)"
        " ELSE coalesce("
        "(SELECT confidence FROM image_tags WHERE image_id = ?1 AND tag_id = ?2 AND source = 'ai'),"
        " (SELECT confidence FROM tag_corrections WHERE image_id = ?1 AND tag_id = ?2)) END"
        " FROM images WHERE id = ?1 AND tagged_by <> '' AND (?3 = 1"
        " OR EXISTS (SELECT 1 FROM image_tags WHERE image_id = ?1 AND tag_id = ?2 AND source = 'ai')"
        " OR EXISTS (SELECT 1 FROM tag_corrections WHERE image_id = ?1 AND tag_id = ?2))");
    insert.bind(1, id.value);
    insert.bind(2, tag_id_of(connection, tag));
    insert.bind(3, is_right ? 1 : 0);
    insert.exec();
}

}  // namespace palette::store
