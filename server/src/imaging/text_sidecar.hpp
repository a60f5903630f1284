#pragma once

// The small text files that some collections put beside each picture. Pure, any thread.

#include <string_view>

#include "model/words.hpp"

namespace palette::imaging {

// The first line is the title, the rest the description. Lines of Tux Paint's translations
// ("de.utf8=Apfel") are left out. A first line too long for a title is the description. Not cleaned: see
// words.cpp.
[[nodiscard]] Words parse_text_sidecar(std::string_view bytes);

}  // namespace palette::imaging
