#pragma once

// What model packs are still to find out about one picture, as runs of models: one run may give both
// embedding and tags, and a picture may need several packs while one takes another's place. Pure but for
// look_at, which runs the models; any thread.

#include <cstdint>
#include <span>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "imaging/picture.hpp"
#include "packs/packs_in_use.hpp"
#include "store/embedding_repository.hpp"

namespace palette::ingest {

struct Look {
    packs::SharedPack pack;
    bool embeds = false;  // what is asked for; at least one of the two
    bool tags = false;
    std::vector<std::uint8_t> pixels;  // as the pack wants them for it
};

// A picture prepared for all the runs that it needs.
struct Prepared {
    ImageId image;
    bool is_told = true;         // as store::Understood has it
    bool is_background = false;  // nobody waits for it
    std::vector<Look> looks;
    Stopwatch since;  // it was ready for the models
};

[[nodiscard]] std::vector<Look> looks_at(const imaging::Picture& picture, const packs::PacksInUse& packs,
                                         const store::MissingPacks& missing);

// Runs the models, each on all the pictures that need it. In the order of `batch`. Fails as the packs do.
[[nodiscard]] Result<std::vector<store::Understood>> look_at(std::span<const Prepared> batch);

}  // namespace palette::ingest
