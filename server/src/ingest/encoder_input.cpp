#include "ingest/encoder_input.hpp"

namespace palette::ingest {

std::vector<std::uint8_t> encoder_input(const imaging::Picture& picture,
                                        const inference::ImageEncoder& encoder) {
    const auto rule = encoder.resize == inference::ResizeRule::crop ? imaging::ResizeRule::crop
                                                                    : imaging::ResizeRule::squash;
    const auto interpolation = encoder.interpolation == inference::Interpolation::bicubic
                                   ? imaging::Interpolation::bicubic
                                   : imaging::Interpolation::bilinear;
    return picture.encoder_input(encoder.size, rule, interpolation);
}

}  // namespace palette::ingest
