#pragma once

// How much one picture may ask of us. A file is held to these from its header, before anything is decoded.

#include <cstdint>

namespace palette::imaging {

struct Limits {
    std::uint64_t pixels_max = 268'435'456;  // of one frame, 16,384 x 16,384
    int side_px_max = 65'535;                // what JPEG can say
    int frames_max = 1'000;                  // of an animation, or pages of a document
    // For formats that cannot be read strip by strip and so hold a whole frame while it is shrunk.
    std::uint64_t frame_bytes_max = 1'073'741'824;
    std::uint64_t svg_bytes_max = 16'777'216;     // of SVG text: it is parsed as a whole
    std::uint64_t sidecar_bytes_max = 1'048'576;  // of a NAME.txt or NAME.xmp beside a picture
};

}  // namespace palette::imaging
