#include "imaging/encode.hpp"

#include <cassert>
#include <memory>
#include <string>
#include <webp/encode.h>

#include "imaging/vips_handle.hpp"

namespace palette::imaging {
namespace {

// Measured on photographs and drawings (docs/decisions): effort 1 saves a fifth of the time and costs up to
// 40 % more bytes on flat drawings; effort 3 doubles the time for 2 to 6 % fewer. Lossless alpha alone takes
// longer than the colours; at 80 it keeps 96 levels and costs a quarter.
constexpr float kQuality = 80;
constexpr int kAlphaQuality = 80;
constexpr int kEffort = 2;

// Where WebP of quality 80 and JPEG of quality 82 look alike; optimised tables would take twice the time for
// 4 % fewer bytes.
constexpr int kJpegQuality = 82;

// Frees what libwebp puts into a picture.
class WebpPicture {
  public:
    WebpPicture() { usable_ = WebPPictureInit(&picture_) != 0; }
    ~WebpPicture() { WebPPictureFree(&picture_); }
    WebpPicture(const WebpPicture&) = delete;
    WebpPicture& operator=(const WebpPicture&) = delete;

    [[nodiscard]] bool usable() const { return usable_; }
    WebPPicture* operator->() { return &picture_; }
    WebPPicture* get() { return &picture_; }

  private:
    WebPPicture picture_{};
    bool usable_ = false;
};

int append(const std::uint8_t* data, std::size_t size, const WebPPicture* picture) {
    auto& bytes = *static_cast<std::vector<std::uint8_t>*>(picture->custom_ptr);
    bytes.insert(bytes.end(), data, data + size);
    return 1;
}

std::unexpected<Error> encode_failure(const std::string& detail) {
    return fail(ErrorKind::internal, "image_encode_failed",
                "A smaller copy of this picture could not be made.", detail);
}

}  // namespace

Result<std::vector<std::uint8_t>> encode_webp(const Pixels& pixels) {
    assert(pixels.width <= WEBP_MAX_DIMENSION && pixels.height <= WEBP_MAX_DIMENSION);
    WebPConfig config;
    WebpPicture picture;
    if (WebPConfigPreset(&config, WEBP_PRESET_DEFAULT, kQuality) == 0 || !picture.usable()) {
        return encode_failure("another libwebp than the headers");
    }
    config.method = kEffort;
    config.alpha_quality = kAlphaQuality;
    config.alpha_filtering = 0;  // drawings have flat alpha: a prediction filter makes it 5 % larger

    std::vector<std::uint8_t> bytes;
    picture->width = pixels.width;
    picture->height = pixels.height;
    picture->writer = &append;
    picture->custom_ptr = &bytes;
    const int stride = pixels.width * pixels.channels;
    const int imported = pixels.channels == 4
                             ? WebPPictureImportRGBA(picture.get(), pixels.bytes.data(), stride)
                             : WebPPictureImportRGB(picture.get(), pixels.bytes.data(), stride);
    if (imported == 0 || WebPEncode(&config, picture.get()) == 0) {
        return encode_failure("libwebp error " + std::to_string(picture->error_code));
    }
    return bytes;
}

Result<std::vector<std::uint8_t>> encode_jpeg(const Pixels& pixels) {
    assert(pixels.channels == 3);
    const VipsImageHandle image(vips_image_new_from_memory(pixels.bytes.data(), pixels.bytes.size(),
                                                           pixels.width, pixels.height, pixels.channels,
                                                           VIPS_FORMAT_UCHAR));
    void* data = nullptr;
    std::size_t size = 0;
    if (!image ||
        vips_jpegsave_buffer(image.get(), &data, &size, "Q", kJpegQuality, "strip", TRUE, nullptr) != 0) {
        return encode_failure(take_vips_error());
    }
    const std::unique_ptr<void, MemoryFree> owned(data);
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    return std::vector<std::uint8_t>(bytes, bytes + size);
}

}  // namespace palette::imaging
