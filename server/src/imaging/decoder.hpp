#pragma once

// From an open picture file to upright sRGB pixels: shrink while loading, scale, manage colour, turn. Used
// only inside imaging/; any thread.

#include "base/result.hpp"
#include "imaging/picture_file.hpp"
#include "imaging/pixels.hpp"

namespace palette::imaging {

// The first frame at most width_max x height_max, never enlarged; 3 channels when nothing in it is
// transparent, else 4. Fails with image_corrupt when the data ends early or makes no sense.
Result<Pixels> decode_pixels(const PictureFile& file, int width_max, int height_max);

}  // namespace palette::imaging
