#pragma once

// One embedding space in which a library is searched: the pack that spans it, and the index of all its
// embeddings. When another pack takes its place, a new space does; whoever works in the old one shares it
// until they are done, so text and Images of two packs never meet. Reading from any thread; written by its
// owner alone, search/library_index.hpp.

#include <functional>
#include <memory>
#include <utility>

#include "packs/packs_in_use.hpp"
#include "vectors/vector_index.hpp"

namespace palette::packs {

class Space {
  public:
    Space(SharedPack pack, std::unique_ptr<vectors::VectorIndex> vectors)
        : pack_(std::move(pack)), vectors_(std::move(vectors)) {}

    [[nodiscard]] const inference::ModelPack& pack() const { return *pack_; }
    [[nodiscard]] const vectors::VectorIndex& vectors() const { return *vectors_; }
    [[nodiscard]] vectors::VectorIndex& vectors() { return *vectors_; }

  private:
    SharedPack pack_;
    std::unique_ptr<vectors::VectorIndex> vectors_;
};

using SharedSpace = std::shared_ptr<const Space>;
// The space that searches go by at this moment: asked for once a request.
using CurrentSpace = std::function<SharedSpace()>;

}  // namespace palette::packs
