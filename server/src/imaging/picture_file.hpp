#pragma once

// An open picture file whose format, header and size have been checked, ready to be decoded. Used only inside
// imaging/.
//
// Belongs to one thread at a time. The file is opened once, so what was checked is what is decoded; libvips
// gets a descriptor and never a name: one ending in "[...]" would be read as options.

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/result.hpp"
#include "imaging/drawing.hpp"
#include "imaging/file_bytes.hpp"
#include "imaging/format.hpp"
#include "imaging/header.hpp"
#include "imaging/limits.hpp"
#include "imaging/pixels.hpp"
#include "imaging/vips_handle.hpp"

namespace palette::imaging {

// The failure of a file that began well.
[[nodiscard]] Error corrupt(Format format);

class PictureFile {
  public:
    // Fails as read_header does.
    static Result<PictureFile> open(const std::filesystem::path& file, const Limits& limits);

    [[nodiscard]] Format format() const { return format_; }
    [[nodiscard]] const Header& header() const { return header_; }
    // EXIF orientation that decoding has still to apply, 1 to 8.
    [[nodiscard]] int orientation() const { return orientation_; }
    // Null for all but SVG.
    [[nodiscard]] const Drawing* drawing() const { return drawing_ ? &*drawing_ : nullptr; }
    // The header as libvips sees it, with metadata; null for SVG.
    [[nodiscard]] VipsImage* stored() const { return stored_.get(); }

    // Of all but SVG: the first frame, not turned yet, to be pulled once from top to bottom. `target` is the
    // size wanted in stored orientation: where the format allows, the frame comes smaller than stored, but
    // not smaller than `target`. Empty when the data makes no sense. Must not outlive this object.
    [[nodiscard]] VipsImageHandle load(Size target) const;

  private:
    PictureFile() = default;

    Result<void> read_stored_header();
    Result<void> open_drawing(const FileBytes& file, const Limits& limits);
    [[nodiscard]] Result<void> check(const Limits& limits) const;
    [[nodiscard]] std::uint64_t frame_bytes() const;

    Format format_ = Format::jpeg;
    Header header_;
    int orientation_ = 1;
    std::optional<Drawing> drawing_;   // an SVG has only this
    ObjectHandle<VipsSource> source_;  // all others have these two
    VipsImageHandle stored_;
};

}  // namespace palette::imaging
