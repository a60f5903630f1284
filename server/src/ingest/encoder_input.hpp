#pragma once

#include <cstdint>
#include <vector>

#include "imaging/picture.hpp"
#include "inference/pack_description.hpp"

namespace palette::ingest {

// A picture as a model pack's image encoder wants it: size * size * 3 RGB bytes. Pure, any thread.
[[nodiscard]] std::vector<std::uint8_t> encoder_input(const imaging::Picture& picture,
                                                      const inference::ImageEncoder& encoder);

}  // namespace palette::ingest
