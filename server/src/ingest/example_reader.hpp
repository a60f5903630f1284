#pragma once

// Pictures as search examples: looked at, turned into an embedding, forgotten. A picture file from elsewhere,
// or a part of an Image, which is read from its largest Rendition; embeddings of the last parts asked for are
// kept.
//
// Safe to call from any thread that may block: a call decodes and runs the model. Owned by app/.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/lru_cache.hpp"
#include "base/result.hpp"
#include "files/data_directory.hpp"
#include "imaging/picture.hpp"
#include "inference/model_pack.hpp"
#include "model/region.hpp"
#include "store/image_repository.hpp"

namespace palette::ingest {

inline constexpr std::size_t kRegionsKept = 256;

class ExampleReader {
  public:
    ExampleReader(files::DataDirectory directory, store::Database& database)
        : directory_(std::move(directory)), images_(database) {}

    [[nodiscard]] static Result<std::vector<float>> embedding_of(const inference::ModelPack& pack,
                                                                 const imaging::Picture& picture);
    // Of an Image that the caller may see. Fails with `image_not_found`, or `not_ready` while there is no
    // Rendition.
    [[nodiscard]] Result<std::vector<float>> embedding_of(const inference::ModelPack& pack, ImageId id,
                                                          const Region& region);

  private:
    const files::DataDirectory directory_;
    const store::ImageRepository images_;
    LruCache<std::string, std::vector<float>> regions_{kRegionsKept};
};

}  // namespace palette::ingest
