#include "imaging/drawing.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <utility>

namespace palette::imaging {
namespace {

constexpr double kCssDpi = 96;

// The out parameter of a GLib function; what it says goes to the log through libvips' buffer, like all the
// rest.
class ErrorOut {
  public:
    ~ErrorOut() {
        if (error_ != nullptr) vips_g_error(&error_);
    }
    GError** address() { return &error_; }

  private:
    GError* error_ = nullptr;
};

struct SurfaceDestroy {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct ContextDestroy {
    void operator()(cairo_t* context) const { cairo_destroy(context); }
};

// What a browser would take: width and height, else the viewBox, else the extent of what is drawn.
std::optional<std::pair<double, double>> natural_size(RsvgHandle* handle) {
    double width = 0;
    double height = 0;
    if (rsvg_handle_get_intrinsic_size_in_pixels(handle, &width, &height) == FALSE) {
        gboolean has_box = FALSE;
        RsvgRectangle box{};
        rsvg_handle_get_intrinsic_dimensions(handle, nullptr, nullptr, nullptr, nullptr, &has_box, &box);
        if (has_box == FALSE && rsvg_handle_get_geometry_for_element(handle, nullptr, &box, nullptr,
                                                                     ErrorOut().address()) == FALSE) {
            return std::nullopt;
        }
        width = box.width;
        height = box.height;
    }
    const bool sane = std::isfinite(width) && std::isfinite(height) && width > 0 && height > 0;
    return sane ? std::optional(std::pair(width, height)) : std::nullopt;
}

// Cairo's premultiplied native-endian ARGB words to straight RGBA bytes.
Pixels to_pixels(cairo_surface_t* surface, Size size) {
    Pixels pixels{size.width, size.height, 4, {}};
    pixels.bytes.reserve(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) * 4);
    const auto* row = cairo_image_surface_get_data(surface);
    const int stride = cairo_image_surface_get_stride(surface);
    for (int y = 0; y < size.height; ++y, row += stride) {
        const auto* words = reinterpret_cast<const std::uint32_t*>(row);
        for (int x = 0; x < size.width; ++x) {
            const std::uint32_t word = words[x];
            const std::uint32_t alpha = word >> 24U;
            const auto straight = [&](std::uint32_t shift) {
                const std::uint32_t value = word >> shift & 0xFFU;
                if (alpha == 0 || alpha == 255) return static_cast<std::uint8_t>(value);
                return static_cast<std::uint8_t>(std::min(255U, (value * 255 + alpha / 2) / alpha));
            };
            pixels.bytes.insert(pixels.bytes.end(),
                                {straight(16), straight(8), straight(0), static_cast<std::uint8_t>(alpha)});
        }
    }
    return pixels;
}

}  // namespace

std::optional<Drawing> Drawing::open(std::span<const std::uint8_t> svg) {
    ObjectHandle<RsvgHandle> handle(rsvg_handle_new_from_data(svg.data(), svg.size(), ErrorOut().address()));
    if (!handle) return std::nullopt;
    rsvg_handle_set_dpi(handle.get(), kCssDpi);
    const auto size = natural_size(handle.get());
    if (!size) return std::nullopt;
    return Drawing(std::move(handle), size->first, size->second);
}

Size Drawing::size_with_longer_side(int side) const {
    const double scale = side / std::max(width_, height_);
    return {std::max(1, static_cast<int>(std::lround(width_ * scale))),
            std::max(1, static_cast<int>(std::lround(height_ * scale)))};
}

std::optional<Pixels> Drawing::render(Size size) const {
    const std::unique_ptr<cairo_surface_t, SurfaceDestroy> surface(
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, size.width, size.height));
    const std::unique_ptr<cairo_t, ContextDestroy> context(cairo_create(surface.get()));
    cairo_scale(context.get(), size.width / width_, size.height / height_);
    const RsvgRectangle viewport{0, 0, width_, height_};
    const bool drawn =
        rsvg_handle_render_document(handle_.get(), context.get(), &viewport, ErrorOut().address()) != FALSE;
    if (!drawn || cairo_status(context.get()) != CAIRO_STATUS_SUCCESS) return std::nullopt;
    cairo_surface_flush(surface.get());
    return to_pixels(surface.get(), size);
}

}  // namespace palette::imaging
