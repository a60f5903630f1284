#include "imaging/picture.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "imaging/decoder.hpp"
#include "imaging/encode.hpp"
#include "imaging/perceptual_hash.hpp"
#include "imaging/picture_file.hpp"
#include "imaging/swatches.hpp"
#include "imaging/thumbhash.hpp"

namespace palette::imaging {
namespace {

constexpr int kSmallSide = 96;
static_assert(kSmallSide <= kThumbHashSide);

// A rendition less than a tenth wider than the one before it shows nothing new.
constexpr double kRenditionGain = 1.1;

// Half of what is left over, halves to the even number: torchvision's CenterCrop, which encoders were trained
// with, rounds as Python does.
constexpr int centred(int left_over) {
    const int half = left_over / 2;
    return left_over % 2 == 1 && half % 2 == 1 ? half + 1 : half;
}
static_assert(centred(1) == 0 && centred(3) == 2 && centred(5) == 2 && centred(6) == 3);

}  // namespace

Picture::Picture(Pixels pixels) : pixels_(std::move(pixels)) {
    const Size size = fit_within({pixels_.width, pixels_.height}, kSmallSide, kSmallSide);
    small_ = resize(pixels_, size.width, size.height, Interpolation::box);
}

Result<Picture> Picture::decode(const std::filesystem::path& file, const Limits& limits, Detail detail) {
    auto opened = PictureFile::open(file, limits);
    if (!opened) return forward(opened);
    auto pixels = detail == Detail::working ? decode_pixels(*opened, kWorkingWidth, kWorkingHeight)
                                            : decode_pixels(*opened, kEncodersSide, kEncodersSide);
    if (!pixels) return forward(pixels);
    return Picture(std::move(*pixels));
}

Result<std::vector<Rendition>> Picture::renditions() const {
    // Each is scaled from the next larger, which costs a quarter of scaling from the largest.
    std::vector<Rendition> made;
    Pixels scaled;
    const Pixels* larger = &pixels_;
    for (std::size_t i = kRenditionWidths.size(); i-- > 0;) {
        const int for_width = kRenditionWidths[i];
        const bool shows_more = i == 0 || width() >= kRenditionGain * kRenditionWidths[i - 1];
        if (!shows_more) continue;
        if (width() > for_width) {
            const int height_px = std::max(
                1, static_cast<int>(std::lround(static_cast<double>(height()) * for_width / width())));
            scaled = resize(*larger, for_width, height_px, Interpolation::bilinear);
            larger = &scaled;
        }
        // The largest is looked at one at a time, where bytes matter less than the time it takes to make it.
        const bool jpeg = for_width == kRenditionWidths.back() && larger->channels == 3;
        auto bytes = jpeg ? encode_jpeg(*larger) : encode_webp(*larger);
        if (!bytes) return forward(bytes);
        const auto format = jpeg ? RenditionFormat::jpeg : RenditionFormat::webp;
        made.push_back({for_width, larger->width, larger->height, format, std::move(*bytes)});
    }
    std::ranges::reverse(made);
    return made;
}

Picture Picture::cropped(const Region& region) const {
    const auto from = [](float part, int side) {
        return std::clamp(static_cast<int>(std::lround(part * static_cast<float>(side))), 0, side - 1);
    };
    const int left = from(region.left, width());
    const int top = from(region.top, height());
    Pixels cut;
    cut.width = std::clamp(static_cast<int>(std::lround(region.width * static_cast<float>(width()))), 1,
                           width() - left);
    cut.height = std::clamp(static_cast<int>(std::lround(region.height * static_cast<float>(height()))), 1,
                            height() - top);
    cut.channels = pixels_.channels;
    const auto channels = static_cast<std::ptrdiff_t>(pixels_.channels);
    for (int row = top; row < top + cut.height; ++row) {
        const auto begin =
            pixels_.bytes.begin() + (static_cast<std::ptrdiff_t>(row) * width() + left) * channels;
        cut.bytes.insert(cut.bytes.end(), begin, begin + cut.width * channels);
    }
    return Picture(std::move(cut));
}

std::vector<std::uint8_t> Picture::thumbhash() const {
    return encode_thumbhash(small_);
}

std::vector<Swatch> Picture::swatches() const {
    return find_swatches(small_);
}

std::uint64_t Picture::perceptual_hash() const {
    return hash_perceptually(small_);
}

std::vector<std::uint8_t> Picture::encoder_input(int size, ResizeRule rule,
                                                 Interpolation interpolation) const {
    assert(size >= 1 && size <= 4096);
    const Pixels flat = flatten(pixels_);
    if (rule == ResizeRule::squash) return resize(flat, size, size, interpolation).bytes;
    const int shorter = std::min(width(), height());
    const auto scaled = [&](int side) {
        return static_cast<int>(static_cast<std::int64_t>(size) * side / shorter);
    };
    const Window centre{centred(scaled(width()) - size), centred(scaled(height()) - size), size, size};
    return resize(flat, scaled(width()), scaled(height()), interpolation, centre).bytes;
}

}  // namespace palette::imaging
