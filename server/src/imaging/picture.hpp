#pragma once

// A decoded picture at working size: the first frame, turned upright, in sRGB with 8 bits a channel, at most
// kWorkingWidth by kWorkingHeight, alpha kept (or larger, see Detail). Decoded once; all that is derived from
// a picture comes from here.
//
// A Picture is a value: it owns its pixels (at most 26 MB) and never changes, so any number of threads may
// read one. Many may be decoded at once; each decode runs on the thread that asked for it.

#include <array>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "imaging/limits.hpp"
#include "imaging/pixels.hpp"
#include "model/color.hpp"
#include "model/region.hpp"
#include "model/rendition.hpp"

namespace palette::imaging {

constexpr std::array kRenditionWidths = {320, 640, 1280};
constexpr int kWorkingWidth = kRenditionWidths.back();
constexpr int kWorkingHeight = 4 * kWorkingWidth;  // a strip comic is narrowed to fit

// How large a picture is at most. `encoders`: kEncodersSide each way, where only encoder_input is asked for:
// most pictures stay as they are stored, and scaling twice costs more than it saves.
enum class Detail : std::uint8_t { working, encoders };
constexpr int kEncodersSide = 2 * kWorkingWidth;

// A smaller copy of an Original, without any metadata.
struct Rendition {
    int for_width = 0;  // which of kRenditionWidths it serves
    int width = 0;      // its own sides: never wider than for_width, never wider than the Original
    int height = 0;
    RenditionFormat format = RenditionFormat::webp;
    std::vector<std::uint8_t> bytes;
};

// How a picture becomes the square an encoder wants.
enum class ResizeRule : std::uint8_t {
    crop,    // the shorter side to `size`, then the centre square
    squash,  // both sides to `size`, the ratio is lost
};

class Picture {
  public:
    // Fails as read_header does; image_corrupt also when the data ends early.
    static Result<Picture> decode(const std::filesystem::path& file, const Limits& limits = {},
                                  Detail detail = Detail::working);

    [[nodiscard]] int width() const { return pixels_.width; }
    [[nodiscard]] int height() const { return pixels_.height; }
    [[nodiscard]] bool has_alpha() const { return pixels_.channels == 4; }

    // Smallest first. The smallest is always there, at the picture's own width when that is less than 320. A
    // larger one is there when it shows at least a tenth more than the one before it. WebP, but for the
    // largest of an opaque picture, which is JPEG.
    [[nodiscard]] Result<std::vector<Rendition>> renditions() const;

    // A part of it, at least a pixel each way.
    [[nodiscard]] Picture cropped(const Region& region) const;

    // A blurred placeholder in at most 25 bytes (https://evanw.github.io/thumbhash/), alpha included.
    [[nodiscard]] std::vector<std::uint8_t> thumbhash() const;

    // One to eight colours, largest share first; five or more unless the picture has fewer. Small vivid
    // accents are kept beside a grey dominant. Transparent pixels do not count: shares are of what can be
    // seen, and none are given when nothing can.
    [[nodiscard]] std::vector<Swatch> swatches() const;

    // 64 bits that stay nearly the same when a picture is scaled, recompressed or lightened: compare by
    // Hamming distance, up to kSamePictureBits is the same picture. 0 for a picture without any structure
    // (one flat colour).
    [[nodiscard]] std::uint64_t perceptual_hash() const;

    // size x size x 3 bytes, RGB, row by row from the top; transparency is shown on white. `size` is 1 to
    // 4096. Byte for byte what Pillow's Image.resize gives for the working picture.
    [[nodiscard]] std::vector<std::uint8_t> encoder_input(int size, ResizeRule rule,
                                                          Interpolation interpolation) const;

  private:
    explicit Picture(Pixels pixels);

    Pixels pixels_;
    Pixels small_;  // kSmallSide at most: enough for hashes and colours
};

constexpr int kSamePictureBits = 6;

}  // namespace palette::imaging
