#include "imaging/picture_file.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

#include <fmt/core.h>

namespace palette::imaging {
namespace {

// Real cameras and phones write JPEGs that make libjpeg warn; only an early end means that part of the
// picture is missing.
constexpr auto kFailOn = VIPS_FAIL_ON_TRUNCATED;

// The libvips operation for a format.
const char* loader_of(Format format) {
    switch (format) {
        case Format::jpeg:
            return "jpegload_source";
        case Format::png:
            return "pngload_source";
        case Format::webp:
            return "webpload_source";
        case Format::gif:
            return "gifload_source";
        case Format::tiff:
            return "tiffload_source";
        case Format::avif:
        case Format::heic:
            return "heifload_source";
        case Format::jxl:
            return "jxlload_source";
        case Format::jp2:
            return "jp2kload_source";
        case Format::pnm:
            return "ppmload_source";
        case Format::svg:
            break;  // see drawing.hpp
    }
    return "";
}

// `option` is one more of the loader's options, with a value of the type it wants; null for none.
template <class Value = int>
VipsImageHandle load_source(Format format, VipsSource* source, const char* option = nullptr,
                            Value value = {}) {
    return vips_result([&](VipsImage** out) {
        return vips_call(loader_of(format), source, out, "fail_on", kFailOn, "access", VIPS_ACCESS_SEQUENTIAL,
                         option, value, nullptr);
    });
}

std::optional<int> int_field(VipsImage* image, const char* name) {
    int value = 0;
    const bool there =
        vips_image_get_typeof(image, name) != 0 && vips_image_get_int(image, name, &value) == 0;
    return there ? std::optional(value) : std::nullopt;
}

// "30,000"
std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), 1, ',');
    }
    return digits;
}

std::uint64_t rounded_up(std::uint64_t value, std::uint64_t unit) {
    return (value + unit - 1) / unit;
}

constexpr std::uint64_t kMegapixel = 1'000'000;
constexpr std::uint64_t kMebibyte = 1'048'576;

Error too_large(std::string message) {
    return {ErrorKind::too_large, "image_too_large", std::move(message), {}};
}

}  // namespace

Error corrupt(Format format) {
    return {ErrorKind::invalid, "image_corrupt",
            fmt::format("This {} file is damaged: it ends early or part of it makes no sense.",
                        facts_of(format).name),
            take_vips_error()};
}

Result<PictureFile> PictureFile::open(const std::filesystem::path& file, const Limits& limits) {
    auto opened = FileBytes::open(file);
    if (!opened) return forward(opened);
    if (opened->size() == 0) return fail(ErrorKind::invalid, "image_empty", "This file is empty.");
    auto head = opened->read(kSniffBytes);
    if (!head) return forward(head);
    const auto format = detect_format(*head);
    if (!format) {
        return fail(ErrorKind::unsupported, "image_type_unsupported",
                    "This is not a picture in a format Palette reads.");
    }

    PictureFile picture;
    picture.format_ = *format;
    const FormatFacts& facts = facts_of(*format);
    picture.header_.media_type = facts.media_type;
    picture.header_.extension = facts.extension;
    if (*format == Format::svg) {
        if (auto read = picture.open_drawing(*opened, limits); !read) return forward(read);
        return picture;  // drawn at the size we choose, so no other limit applies
    }
    picture.source_.reset(vips_source_new_from_descriptor(opened->descriptor()));
    if (!picture.source_) {
        return fail(ErrorKind::io, "image_unreadable", "This file could not be read.", take_vips_error());
    }
    if (auto read = picture.read_stored_header(); !read) return forward(read);
    if (auto within = picture.check(limits); !within) return forward(within);
    return picture;
}

Result<void> PictureFile::open_drawing(const FileBytes& file, const Limits& limits) {
    if (file.size() > limits.svg_bytes_max) {
        return std::unexpected(
            too_large(fmt::format("This drawing is {} MiB of text; at most {} are read.",
                                  rounded_up(file.size(), kMebibyte), limits.svg_bytes_max / kMebibyte)));
    }
    auto svg = file.read(limits.svg_bytes_max);
    if (!svg) return forward(svg);
    drawing_ = Drawing::open(*svg);
    if (!drawing_) return std::unexpected(corrupt(format_));
    const Size size = drawing_->size_with_longer_side(kDrawingSide);
    header_.width = size.width;
    header_.height = size.height;
    return {};
}

Result<void> PictureFile::read_stored_header() {
    stored_ = load_source(format_, source_.get());
    if (!stored_) return std::unexpected(corrupt(format_));
    header_.width = vips_image_get_width(stored_.get());
    header_.height = vips_image_get_height(stored_.get());
    orientation_ = vips_image_get_orientation(stored_.get());
    if (orientation_ >= 5) std::swap(header_.width, header_.height);
    // In JPEG 2000 libvips calls the smaller resolutions of one picture pages.
    if (format_ != Format::jp2) {
        header_.frames = std::max(1, int_field(stored_.get(), VIPS_META_N_PAGES).value_or(1));
    }
    return {};
}

Result<void> PictureFile::check(const Limits& limits) const {
    const auto width = static_cast<std::uint64_t>(header_.width);
    const auto height = static_cast<std::uint64_t>(header_.height);
    if (width * height > limits.pixels_max) {
        return std::unexpected(too_large(fmt::format(
            "{} x {} is {} megapixels; at most {} are read.", grouped(width), grouped(height),
            grouped(rounded_up(width * height, kMegapixel)), grouped(limits.pixels_max / kMegapixel))));
    }
    if (std::max(header_.width, header_.height) > limits.side_px_max) {
        return std::unexpected(
            too_large(fmt::format("{} x {} has a side of more than {} pixels.", grouped(width),
                                  grouped(height), grouped(static_cast<std::uint64_t>(limits.side_px_max)))));
    }
    if (header_.frames > limits.frames_max) {
        // At least: the GIF reader stops counting a little after 4,096.
        return fail(ErrorKind::too_large, "image_too_many_frames",
                    fmt::format("This file has at least {} frames or pages; at most {} are read.",
                                grouped(static_cast<std::uint64_t>(header_.frames)),
                                grouped(static_cast<std::uint64_t>(limits.frames_max))));
    }
    if (frame_bytes() > limits.frame_bytes_max) {
        return std::unexpected(too_large(fmt::format(
            "{} x {} in this form takes {} MiB of memory to read; at most {} are spent on one picture.",
            grouped(width), grouped(height), grouped(rounded_up(frame_bytes(), kMebibyte)),
            grouped(limits.frame_bytes_max / kMebibyte))));
    }
    return {};
}

// What the decoder holds at once when it cannot work in strips: an estimate from how each library does it.
std::uint64_t PictureFile::frame_bytes() const {
    const auto pixels =
        static_cast<std::uint64_t>(header_.width) * static_cast<std::uint64_t>(header_.height);
    const std::uint64_t samples = pixels * static_cast<std::uint64_t>(vips_image_get_bands(stored_.get()));
    const bool interlaced = int_field(stored_.get(), "interlaced").value_or(0) != 0;
    switch (format_) {
        case Format::jpeg:
            return interlaced ? samples * 2 : 0;  // 16-bit coefficients of every sample
        case Format::png:
            return interlaced ? samples * vips_format_sizeof(vips_image_get_format(stored_.get())) : 0;
        case Format::webp:
        case Format::gif:
            return pixels * 4;
        case Format::avif:
        case Format::heic:
            return samples * 2 + pixels * 3;  // RGB beside the codec's YCbCr
        case Format::jxl:
        case Format::jp2:
            return samples * 4;
        case Format::tiff:
        case Format::pnm:
        case Format::svg:
            return 0;
    }
    return 0;
}

VipsImageHandle PictureFile::load(Size target) const {
    const double factor = std::min(static_cast<double>(vips_image_get_width(stored_.get())) / target.width,
                                   static_cast<double>(vips_image_get_height(stored_.get())) / target.height);
    const int halvings = static_cast<int>(std::bit_width(static_cast<unsigned>(factor))) - 1;
    if (format_ == Format::jpeg) {
        return load_source(format_, source_.get(), "shrink", 1 << std::min(halvings, 3));
    }
    if (format_ == Format::webp) {
        return load_source(format_, source_.get(), "scale", 1.0 / std::max(1.0, factor));
    }
    if (format_ == Format::jp2) {
        const int resolutions = int_field(stored_.get(), VIPS_META_N_PAGES).value_or(1);
        return load_source(format_, source_.get(), "page", std::min(halvings, resolutions - 1));
    }
    return vips_result([&](VipsImage** out) { return vips_copy(stored_.get(), out, nullptr); });
}

}  // namespace palette::imaging
