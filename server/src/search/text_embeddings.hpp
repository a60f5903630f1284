#pragma once

// Embeddings of texts, each made once: the text encoder is a good part of what a search costs, and people
// page, refine and repeat. Safe to call from any thread that may block. Owned by ImageSearch.

#include <string>
#include <vector>

#include "base/lru_cache.hpp"
#include "base/result.hpp"
#include "inference/model_pack.hpp"

namespace palette::search {

inline constexpr std::size_t kTextEmbeddingsKept = 4096;  // 6 MB with the starter pack's 384 dimensions

class TextEmbeddings {
  public:
    // In the space of `pack`. Fails as ModelPack::embed_text does; failures are not kept.
    [[nodiscard]] Result<std::vector<float>> of(const std::string& text, const inference::ModelPack& pack) {
        const std::string key = pack.description().identity() + '\n' + text;
        if (auto known = cache_.get(key)) return std::move(*known);
        auto embedding = pack.embed_text(text);
        if (embedding) cache_.put(key, *embedding);
        return embedding;
    }

  private:
    LruCache<std::string, std::vector<float>> cache_{kTextEmbeddingsKept};
};

}  // namespace palette::search
