#include "ingest/example_reader.hpp"

#include <ranges>

#include <fmt/core.h>

#include "ingest/encoder_input.hpp"

namespace palette::ingest {

Result<std::vector<float>> ExampleReader::embedding_of(const inference::ModelPack& pack,
                                                       const imaging::Picture& picture) {
    const std::vector<std::vector<std::uint8_t>> pixels{encoder_input(picture, pack.description().image)};
    auto understood = pack.understand(pixels);
    if (!understood) return forward(understood);
    return std::move(understood->front().embedding);
}

Result<std::vector<float>> ExampleReader::embedding_of(const inference::ModelPack& pack, ImageId id,
                                                       const Region& region) {
    auto bytes = images_.bytes_of(id, kMachine);
    if (!bytes) return forward(bytes);
    const std::string& sha256 = bytes->sha256;
    const std::string key = fmt::format("{} {} {} {} {} {}", pack.description().identity(), sha256,
                                        region.left, region.top, region.width, region.height);
    if (auto known = regions_.get(key)) return std::move(*known);
    for (const int width : imaging::kRenditionWidths | std::views::reverse) {
        for (const auto format : kRenditionFormats) {
            const auto file = directory_.rendition(sha256, width, format);
            std::error_code error;
            if (!std::filesystem::exists(file, error)) continue;
            auto picture = imaging::Picture::decode(file);
            if (!picture) return forward(picture);
            auto embedding = embedding_of(pack, picture->cropped(region));
            if (embedding) regions_.put(key, *embedding);
            return embedding;
        }
    }
    return fail(ErrorKind::conflict, "not_ready", "Palette is still looking at this picture.");
}

}  // namespace palette::ingest
