#include "api/caller.hpp"
#include "api/operations.hpp"
#include "api/palette_contents.hpp"
#include "api/palette_request.hpp"
#include "palettes/palette_archive.hpp"
#include "palettes/swatch_files.hpp"

namespace palette::api {
namespace {

class ArchiveBody final : public http::BodySource {
  public:
    ArchiveBody(palettes::PaletteDocument document, std::vector<palettes::ArchivedOriginal> originals)
        : archive_(std::move(document), std::move(originals)) {}
    Result<std::string> next() override { return archive_.next(); }

  private:
    palettes::PaletteExport archive_;
};

http::Response attachment(const Palette& palette, std::string_view extension, std::string_view content_type) {
    http::Response response{
        200, {{"Content-Type", std::string(content_type)}, {"Cache-Control", "private, no-store"}}, {}};
    const std::string name = palette.title.empty() ? "palette" : palette.title;
    response.headers.set("Content-Disposition",
                         http::content_disposition("attachment", name + "." + std::string(extension)));
    return response;
}

struct Contents {
    Palette palette;
    std::vector<ImageId> images;
};

Result<Contents> contents_of(Services& services, const http::Request& request) {
    auto id = palette_id_of(request);
    if (!id) return forward(id);
    auto visitor = visitor_of(request);
    if (!visitor) return forward(visitor);
    auto palette = services.palettes.find(*id, *visitor);
    if (!palette) return forward(palette);
    auto images = images_inside(services, viewer_of(request), *id, *visitor);
    if (!images) return forward(images);
    return Contents{std::move(*palette), std::move(*images)};
}

Result<std::vector<Rgb>> colors_of(Services& services, std::span<const ImageId> images) {
    auto rows = services.images.catalogue_of(images);
    if (!rows) return forward(rows);
    std::vector<Swatch> swatches;
    for (const auto& row : *rows) swatches.insert(swatches.end(), row.swatches.begin(), row.swatches.end());
    return palettes::leading_colors(swatches);
}

}  // namespace

Result<http::Response> export_palette(Services& services, http::Request& request) {
    auto contents = contents_of(services, request);
    if (!contents) return forward(contents);
    const Palette& palette = contents->palette;
    palettes::PaletteDocument document{palette.title, palette.description, {}, std::nullopt};
    std::vector<palettes::ArchivedOriginal> originals;
    for (const ImageId id : contents->images) {
        auto image = services.images.find(id, viewer_of(request));
        if (!image) continue;  // deleted a moment ago
        palettes::DocumentImage entry;
        entry.file = palettes::archive_name(originals.size(), image->file_name, image->original.extension);
        entry.sha256 = image->original.sha256;
        entry.file_name = image->file_name;
        entry.visibility = to_string(image->ownership.visibility);
        entry.words = image->words;
        for (const auto& tag : image->tags) {
            if (tag.source == TagSource::person) entry.words.tags.push_back(tag.name);
        }
        if (id == palette.cover_image) document.cover_image = originals.size();
        originals.push_back(
            {services.directory.original(entry.sha256), image->original.bytes, image->created_at});
        document.images.push_back(std::move(entry));
    }
    auto response = attachment(palette, "zip", "application/zip");
    response.body = std::make_shared<ArchiveBody>(std::move(document), std::move(originals));
    return response;
}

Result<http::Response> export_palette_ase(Services& services, http::Request& request) {
    auto contents = contents_of(services, request);
    if (!contents) return forward(contents);
    auto colors = colors_of(services, contents->images);
    if (!colors) return forward(colors);
    auto response = attachment(contents->palette, "ase", "application/octet-stream");
    response.body = palettes::to_ase(contents->palette.title, *colors);
    return response;
}

Result<http::Response> export_palette_gpl(Services& services, http::Request& request) {
    auto contents = contents_of(services, request);
    if (!contents) return forward(contents);
    auto colors = colors_of(services, contents->images);
    if (!colors) return forward(colors);
    auto response = attachment(contents->palette, "gpl", "text/plain; charset=utf-8");
    response.body = palettes::to_gpl(contents->palette.title, *colors);
    return response;
}

}  // namespace palette::api
