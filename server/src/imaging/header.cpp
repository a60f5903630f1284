#include "imaging/header.hpp"

#include "imaging/picture_file.hpp"

namespace palette::imaging {

Result<Header> read_header(const std::filesystem::path& file, const Limits& limits) {
    auto picture = PictureFile::open(file, limits);
    if (!picture) return forward(picture);
    return picture->header();
}

}  // namespace palette::imaging
