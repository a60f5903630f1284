#pragma once

// SVG read as text: is it one, and which words does it carry? Drawing is librsvg's work, see
// picture_loader.hpp.
//
// The text is untrusted: libxml2 reads it as a stream, never opens a file or the network, and leaves entities
// alone. Bytes in, values out; safe to call from any thread after start_imaging().

#include <string_view>

#include "model/words.hpp"

namespace palette::imaging {

// True when the first element of `head`, the first bytes of a file, is <svg>, in any XML encoding.
[[nodiscard]] bool begins_svg(std::string_view head);

// Title, description, creator, publisher, keywords, licence and source of an SVG from its Dublin Core RDF, as
// Inkscape and Open Clip Art write it, else from its <title> and <desc>. What comes before an XML error is
// kept. Not cleaned: see words.cpp.
[[nodiscard]] Words parse_svg_words(std::string_view svg);

}  // namespace palette::imaging
