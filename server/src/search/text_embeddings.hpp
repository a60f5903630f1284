#pragma once

// Embeddings of texts, each made once: the text encoder is a good part of what a search costs, and people
// page, refine and repeat. Safe to call from any thread that may block. Owned by ImageSearch.

#include <future>
#include <string>
#include <utility>
#include <vector>

#include "base/lru_cache.hpp"
#include "base/result.hpp"
#include "inference/model_pack.hpp"

namespace palette::search {

inline constexpr std::size_t kTextEmbeddingsKept = 4096;  // 6 MB with the starter pack's 384 dimensions

// On its way; waits for it when it goes.
using FutureEmbedding = std::future<Result<std::vector<float>>>;

class TextEmbeddings {
  public:
    // In the space of `pack`, which the future must not outlive. A text that is not known begins to be
    // embedded at once, on a thread of its own; by who asks the future where there is none to be had. Fails
    // as ModelPack::embed_text does; failures are not kept.
    [[nodiscard]] FutureEmbedding begin(const std::string& text, const inference::ModelPack& pack) {
        std::string key = pack.description().identity() + '\n' + text;
        if (auto known = cache_.get(key)) {
            std::promise<Result<std::vector<float>>> made;
            made.set_value(std::move(*known));
            return made.get_future();
        }
        return std::async(std::launch::async | std::launch::deferred,
                          [this, text, key = std::move(key), &pack] {
                              auto embedding = pack.embed_text(text);
                              if (embedding) cache_.put(key, *embedding);
                              return embedding;
                          });
    }

  private:
    LruCache<std::string, std::vector<float>> cache_{kTextEmbeddingsKept};
};

}  // namespace palette::search
