#pragma once

// What model packs understood of Images: embeddings and AI tags, the truth that the vector index caches.
// Safe to call from any thread that may block.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/image.hpp"
#include "store/database.hpp"

namespace palette::store {

struct Understood {
    ImageId id;
    std::vector<float> embedding;  // unit length
    std::vector<Tag> tags;         // source `ai`, most confident first
};

class EmbeddingRepository {
  public:
    explicit EmbeddingRepository(Database& database) : database_(database) {}

    // Stores a batch in one transaction: embeddings, AI tags (never over a person's tag or rejection), state
    // `ready`, full text and change log; ends the `understand` jobs. Images deleted meanwhile are passed
    // over.
    Result<void> store(std::string_view pack, std::span<const Understood> batch);

    // Calls `visit(ImageId, std::span<const float>)` for every shown Image's embedding in the pack's space,
    // ascending.
    template <class Visit>
    Result<void> for_each(std::string_view pack, Visit visit) const {
        return database_.read([&](Connection& connection) {
            auto& select = connection.prepare(
                "SELECT image_id, vector FROM embeddings JOIN images ON images.id = image_id"
                " WHERE pack = ? AND deleted_at IS NULL AND state = 'ready' ORDER BY image_id");
            select.bind(1, std::string(pack));
            std::vector<float> embedding;
            while (select.executeStep()) {
                decode(select.getColumn(1), embedding);
                visit(ImageId{select.getColumn(0).getInt64()}, std::span<const float>(embedding));
            }
        });
    }

    // The embedding of one Image, empty when there is none or the Image is not shown.
    [[nodiscard]] Result<std::vector<float>> find(std::string_view pack, ImageId id) const;

    // Queues every ready Image that has no embedding in this pack's space. Answers how many.
    Result<std::int64_t> enqueue_missing(std::string_view pack);

  private:
    static void decode(const SQLite::Column& column, std::vector<float>& embedding);

    Database& database_;
};

}  // namespace palette::store
