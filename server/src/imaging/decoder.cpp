#include "imaging/decoder.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace palette::imaging {
namespace {

// Bands and interpretation that colour management understands: files with extra bands, or with samples that
// say nothing of their colour space, are taken for RGB or grey, with alpha where there is one band more.
VipsImageHandle with_known_bands(VipsImageHandle in) {
    const auto interpretation = vips_image_get_interpretation(in.get());
    const int bands = vips_image_get_bands(in.get());
    const int bands_max = interpretation == VIPS_INTERPRETATION_CMYK ? 5 : 4;
    if (bands > bands_max) {
        in = vips_result([&](VipsImage** out) {
            return vips_extract_band(in.get(), out, 0, "n", bands_max == 5 ? 5 : 3, nullptr);
        });
        if (!in) return in;
    }
    if (interpretation != VIPS_INTERPRETATION_MULTIBAND) return in;
    const bool wide = vips_image_get_format(in.get()) == VIPS_FORMAT_USHORT;
    const bool color = vips_image_get_bands(in.get()) >= 3;
    const auto guess = color ? (wide ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB)
                             : (wide ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W);
    return vips_result(
        [&](VipsImage** out) { return vips_copy(in.get(), out, "interpretation", guess, nullptr); });
}

// Samples that are fractions are linear light, whatever the file's header claims.
VipsImageHandle with_known_samples(VipsImageHandle in) {
    const auto format = vips_image_get_format(in.get());
    if (format != VIPS_FORMAT_FLOAT && format != VIPS_FORMAT_DOUBLE) return in;
    if (vips_image_get_interpretation(in.get()) == VIPS_INTERPRETATION_LAB) return in;
    if (vips_image_get_bands(in.get()) < 3) {
        in = vips_result([&](VipsImage** out) { return vips_extract_band(in.get(), out, 0, nullptr); });
        if (!in) return in;
        VipsImage* same[] = {in.get(), in.get(), in.get()};
        in = vips_result([&](VipsImage** out) { return vips_bandjoin(same, out, 3, nullptr); });
        if (!in) return in;
    }
    return vips_result([&](VipsImage** out) {
        return vips_copy(in.get(), out, "interpretation", VIPS_INTERPRETATION_scRGB, nullptr);
    });
}

VipsImageHandle cast(VipsImageHandle in, VipsBandFormat format) {
    if (!in || vips_image_get_format(in.get()) == format) return in;
    return vips_result([&](VipsImage** out) { return vips_cast(in.get(), out, format, nullptr); });
}

// Premultiplying gives floats; back in the samples' own format, scaling is several times faster.
VipsImageHandle premultiplied(VipsImageHandle in) {
    const auto format = vips_image_get_format(in.get());
    return cast(vips_result([&](VipsImage** out) { return vips_premultiply(in.get(), out, nullptr); }),
                format);
}

VipsImageHandle unpremultiplied(VipsImageHandle in) {
    const auto format = vips_image_get_format(in.get());
    return cast(vips_result([&](VipsImage** out) { return vips_unpremultiply(in.get(), out, nullptr); }),
                format);
}

// Bicubic: a third of the time of libvips' Lanczos for no difference one can see when made smaller by less
// than two.
VipsImageHandle scaled(VipsImageHandle in, Size target) {
    const double horizontal = static_cast<double>(target.width) / vips_image_get_width(in.get());
    const double vertical = static_cast<double>(target.height) / vips_image_get_height(in.get());
    if (horizontal == 1.0 && vertical == 1.0) return in;
    const bool alpha = vips_image_hasalpha(in.get()) != 0;
    if (alpha) in = premultiplied(std::move(in));
    if (in) {
        in = vips_result([&](VipsImage** out) {
            return vips_resize(in.get(), out, horizontal, "vscale", vertical, "kernel", VIPS_KERNEL_CUBIC,
                               nullptr);
        });
    }
    return alpha && in ? unpremultiplied(std::move(in)) : std::move(in);
}

// Cameras and editors embed the same standard profile in most pictures. Telling it by its name saves a
// transform that changes nothing and takes longer than scaling.
bool is_srgb_profile(VipsImage* image) {
    const void* profile = nullptr;
    std::size_t bytes = 0;
    if (vips_image_get_blob(image, VIPS_META_ICC_NAME, &profile, &bytes) != 0) return false;
    using namespace std::string_view_literals;
    const std::string_view text(static_cast<const char*>(profile), bytes);
    return text.find("sRGB IEC61966-2"sv) != text.npos ||
           text.find("s\0R\0G\0B\0 \0I\0E\0C\0006\0001\0009\0006\0006\0-\0002"sv) != text.npos;
}

VipsImageHandle to_srgb(VipsImageHandle in) {
    const auto format = vips_image_get_format(in.get());
    const bool eight_or_sixteen = format == VIPS_FORMAT_UCHAR || format == VIPS_FORMAT_USHORT;
    if (eight_or_sixteen && vips_image_get_typeof(in.get(), VIPS_META_ICC_NAME) != 0 &&
        !is_srgb_profile(in.get())) {
        auto managed = vips_result([&](VipsImage** out) {
            return vips_icc_transform(in.get(), out, "srgb", "embedded", TRUE, "intent",
                                      VIPS_INTENT_PERCEPTUAL, "depth", 8, nullptr);
        });
        if (managed) return managed;  // else a broken profile: the numbers still mean something without it
    }
    auto managed = vips_result(
        [&](VipsImage** out) { return vips_colourspace(in.get(), out, VIPS_INTERPRETATION_sRGB, nullptr); });
    return cast(std::move(managed), VIPS_FORMAT_UCHAR);
}

VipsImageHandle upright(VipsImageHandle in, int orientation) {
    if (orientation == 1) return in;
    // Turning needs every row at once.
    VipsImageHandle whole(vips_image_copy_memory(in.get()));
    if (!whole) return whole;
    return vips_result([&](VipsImage** out) { return vips_autorot(whole.get(), out, nullptr); });
}

// 1 band grey, 2 grey with alpha, 3 RGB, 4 RGBA, to 3 or 4.
Pixels to_pixels(const std::uint8_t* bytes, int width, int height, int bands) {
    Pixels pixels{width, height, bands == 2 || bands == 4 ? 4 : 3, {}};
    const std::size_t count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    pixels.bytes.resize(count * static_cast<std::size_t>(pixels.channels));
    if (bands >= 3) {
        std::memcpy(pixels.bytes.data(), bytes, pixels.bytes.size());
        return pixels;
    }
    std::uint8_t* out = pixels.bytes.data();
    for (std::size_t i = 0; i < count; ++i) {
        out = std::fill_n(out, 3, *bytes++);
        if (bands == 2) *out++ = *bytes++;
    }
    return pixels;
}

void drop_opaque_alpha(Pixels& pixels) {
    if (pixels.channels != 4) return;
    for (std::size_t i = 3; i < pixels.bytes.size(); i += 4) {
        if (pixels.bytes[i] != 255) return;
    }
    pixels = flatten(pixels);
}

}  // namespace

Result<Pixels> decode_pixels(const PictureFile& file, int width_max, int height_max) {
    const Header& header = file.header();
    Size target = fit_within({header.width, header.height}, width_max, height_max);
    if (file.drawing() != nullptr) {
        auto drawn = file.drawing()->render(target);
        if (!drawn) return std::unexpected(corrupt(file.format()));
        drop_opaque_alpha(*drawn);
        return std::move(*drawn);
    }
    if (file.orientation() >= 5) std::swap(target.width, target.height);

    auto image = file.load(target);
    if (image) image = with_known_bands(std::move(image));
    if (image) image = with_known_samples(std::move(image));
    if (image) image = scaled(std::move(image), target);
    if (image) image = to_srgb(std::move(image));
    if (image) image = upright(std::move(image), file.orientation());
    std::unique_ptr<void, MemoryFree> bytes;
    std::size_t size = 0;
    if (image && vips_image_get_bands(image.get()) <= 4) {
        bytes.reset(vips_image_write_to_memory(image.get(), &size));
    }
    if (!bytes) return std::unexpected(corrupt(file.format()));

    Pixels pixels =
        to_pixels(static_cast<const std::uint8_t*>(bytes.get()), vips_image_get_width(image.get()),
                  vips_image_get_height(image.get()), vips_image_get_bands(image.get()));
    drop_opaque_alpha(pixels);
    return pixels;
}

}  // namespace palette::imaging
