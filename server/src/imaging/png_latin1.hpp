#pragma once

#include <filesystem>

#include "model/words.hpp"

namespace palette::imaging {

// The words in a PNG's tEXt chunks that are not UTF-8. The PNG specification says Latin-1 there, and libvips
// loses such text
// ("<invalid utf-8 string>"). Reads chunk headers and the texts only. Empty Words for what is no PNG. Any
// thread.
[[nodiscard]] Words read_png_latin1_words(const std::filesystem::path& file);

}  // namespace palette::imaging
