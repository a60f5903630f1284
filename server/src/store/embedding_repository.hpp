#pragma once

// What model packs understood of Images: embeddings and AI tags, the truth that the vector index caches.
// Safe to call from any thread that may block.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/image.hpp"
#include "store/database.hpp"
#include "store/embedding_bytes.hpp"

namespace palette::store {

// What was found out about one Image. Packs are named by their identity.
struct Understood {
    struct Embedding {
        std::string pack;
        std::vector<float> values;  // unit length; empty: this pack cannot understand the Image
    };
    struct Tags {
        std::string pack;
        std::vector<Tag> tags;  // source `ai`, most confident first
    };
    ImageId id;
    std::vector<Embedding> embeddings;
    std::optional<Tags> tags;  // none: those there are stay
    bool is_told = true;       // in the change log; no for embeddings that nothing goes by yet
};

// The packs that are to have looked at every Image.
struct WantedPacks {
    std::vector<std::string> embeddings;
    std::string tags;  // empty: whose tags they are does not matter
};

// Of these an Image lacks something.
struct MissingPacks {
    std::vector<std::string> embeddings;
    bool tags = false;

    [[nodiscard]] bool any() const { return tags || !embeddings.empty(); }
};

class EmbeddingRepository {
  public:
    explicit EmbeddingRepository(Database& database) : database_(database) {}

    // Stores a batch in one transaction: embeddings, AI tags (never over a person's tag or rejection), state
    // `ready`, full text and change log; ends the `understand` jobs. Images deleted meanwhile are passed
    // over.
    Result<void> store(std::span<const Understood> batch);

    // Calls `visit(ImageId, std::span<const float>)` for every shown Image's embedding in the pack's space,
    // ascending.
    template <class Visit>
    Result<void> for_each(std::string_view pack, Visit visit) const {
        return database_.read([&](Connection& connection) {
            auto& select = connection.prepare(
                "SELECT image_id, vector FROM embeddings JOIN images ON images.id = image_id"
                " WHERE pack = ? AND deleted_at IS NULL AND state = 'ready' AND length(vector) > 0"
                " ORDER BY image_id");
            select.bind(1, std::string(pack));
            std::vector<float> embedding;
            while (select.executeStep()) {
                read_embedding(select.getColumn(1), embedding);
                visit(ImageId{select.getColumn(0).getInt64()}, std::span<const float>(embedding));
            }
        });
    }

    // The embedding of one Image, empty when there is none or the Image is not shown.
    [[nodiscard]] Result<std::vector<float>> find(std::string_view pack, ImageId id) const;

    // Gives up on understanding an Image that is ready: it stays as it is, and counts as looked at.
    Result<void> pass_over(ImageId id, const MissingPacks& missing, const WantedPacks& wanted);

    // What of the wanted is still to be found out about one Image.
    [[nodiscard]] Result<MissingPacks> missing(ImageId id, const WantedPacks& wanted) const;
    // Queues every Image that lacks something, as work in the background where it is ready. Answers how many
    // were not queued before. Writes a few thousand rows at a time, so that others get their turn, and stops
    // between them when `goes_on()` says no.
    Result<std::int64_t> enqueue_missing(
        const WantedPacks& wanted, const std::function<bool()>& goes_on = [] { return true; });
    // Whether every Image that is ready has been looked at by this pack.
    [[nodiscard]] Result<bool> is_complete(std::string_view pack) const;

  private:
    Database& database_;
};

}  // namespace palette::store
