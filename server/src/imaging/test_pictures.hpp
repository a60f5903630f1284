#pragma once

// Pictures made for tests and benchmarks, and a folder to put them in. Not part of the library.

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "imaging/pixels.hpp"
#include "imaging/runtime.hpp"
#include "imaging/vips_handle.hpp"
#include "model/color.hpp"

namespace palette::imaging::testing {

using Bytes = std::vector<std::uint8_t>;

inline Bytes to_bytes(std::string_view text) {
    return {text.begin(), text.end()};
}

// Starts imaging and owns a folder that goes when this does.
class TestFolder {
  public:
    TestFolder() {
        if (!start_imaging()) throw std::runtime_error("imaging does not start");
        vips_operation_block_set("VipsForeignSaveJxl", FALSE);
        std::string name = (std::filesystem::temp_directory_path() / "palette-imaging-XXXXXX").native();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    ~TestFolder() { std::filesystem::remove_all(path_); }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path write(const std::string& name,
                                              std::span<const std::uint8_t> bytes) const {
        const auto file = path_ / name;
        std::ofstream(file, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        return file;
    }
    [[nodiscard]] std::filesystem::path write(const std::string& name, std::string_view text) const {
        return write(name, to_bytes(text));
    }

  private:
    std::filesystem::path path_;
};

constexpr Rgb kRed{220, 30, 30};
constexpr Rgb kGreen{30, 160, 40};
constexpr Rgb kBlue{50, 70, 150};  // one that ink can print
constexpr Rgb kWhite{250, 250, 250};
constexpr Rgb kGrey{128, 128, 128};

inline VipsImageHandle to_vips(const Pixels& pixels) {
    VipsImageHandle shared(vips_image_new_from_memory_copy(pixels.bytes.data(), pixels.bytes.size(),
                                                           pixels.width, pixels.height, pixels.channels,
                                                           VIPS_FORMAT_UCHAR));
    return vips_result([&](VipsImage** out) {
        return vips_copy(shared.get(), out, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr);
    });
}

// Every pixel by what `color(x, y)` says.
template <class Color>
Pixels paint(int width, int height, Color color) {
    Pixels pixels{width, height, 3, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const Rgb rgb = color(x, y);
            pixels.bytes.insert(pixels.bytes.end(), {rgb.r, rgb.g, rgb.b});
        }
    }
    return pixels;
}

// Red and green above, blue and white below: tells every turn and mirror image from every other.
inline Pixels four_quarters(int width, int height) {
    return paint(width, height, [=](int x, int y) {
        const bool right = x >= width / 2;
        if (y < height / 2) return right ? kGreen : kRed;
        return right ? kWhite : kBlue;
    });
}

// Smooth and varied, like a photograph out of focus.
inline Pixels soft_photo(int width, int height, double phase = 0) {
    return paint(width, height, [=](int x, int y) {
        const double u = static_cast<double>(x) / width;
        const double v = static_cast<double>(y) / height;
        const auto wave = [&](double fx, double fy, double shift) {
            return static_cast<std::uint8_t>(127.5 + 90 * std::sin(6.28 * (fx * u + fy * v) + shift + phase) +
                                             30 * std::cos(6.28 * (fy * u * 2 - fx * v)));
        };
        return Rgb{wave(1.3, 0.7, 0), wave(0.4, 1.9, 1), wave(2.1, 1.1, 2)};
    });
}

// Saved by libvips: `suffix` names the format and its options, ".jpg[Q=90]".
inline Bytes encode(VipsImage* image, const char* suffix) {
    void* data = nullptr;
    std::size_t size = 0;
    if (vips_image_write_to_buffer(image, suffix, &data, &size, nullptr) != 0) {
        throw std::runtime_error(suffix + std::string(": ") + take_vips_error());
    }
    const std::unique_ptr<void, MemoryFree> owner(data);
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    return {bytes, bytes + size};
}
inline Bytes encode(const Pixels& pixels, const char* suffix) {
    return encode(to_vips(pixels).get(), suffix);
}

inline Rgb pixel_at(const Pixels& pixels, int x, int y) {
    const auto* at =
        pixels.bytes.data() + (static_cast<std::ptrdiff_t>(y) * pixels.width + x) * pixels.channels;
    return {at[0], at[1], at[2]};
}

// As the eye sees it: 0.02 is just noticeable.
inline bool looks_like(Rgb seen, Rgb wanted, float distance_max = 0.06F) {
    return distance(to_oklab(seen), to_oklab(wanted)) <= distance_max;
}

}  // namespace palette::imaging::testing
