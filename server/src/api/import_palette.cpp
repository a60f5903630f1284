#include <filesystem>

#include "api/caller.hpp"
#include "api/form_file.hpp"
#include "api/operations.hpp"
#include "api/palette_request.hpp"
#include "imaging/header.hpp"
#include "palettes/palette_archive.hpp"

namespace palette::api {
namespace {

// A folder beside the uploaded file, removed with all that is in it.
class UnpackFolder {
  public:
    explicit UnpackFolder(const std::filesystem::path& archive) : path_(archive.string() + ".unpacked") {
        std::filesystem::create_directory(path_);
    }
    ~UnpackFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    UnpackFolder(const UnpackFolder&) = delete;
    UnpackFolder& operator=(const UnpackFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// The Images of an import. Those it brought in are taken out again unless it comes to its end.
class ImportedImages {
  public:
    ImportedImages(Services& services, PersonId person) : services_(services), person_(person) {}
    ~ImportedImages() {
        if (kept_) return;
        for (const ImageId id : added_) static_cast<void>(services_.images.remove(id, kMachine));
    }
    ImportedImages(const ImportedImages&) = delete;
    ImportedImages& operator=(const ImportedImages&) = delete;

    Result<ImageId> add(const std::filesystem::path& file, const palettes::DocumentImage& image) {
        ingest::AcceptOptions options;
        options.file_name = image.file_name;
        options.words = image.words;
        options.owner = person_;
        options.visibility = parse_visibility(image.visibility).value_or(Visibility::owner);
        auto accepted = services_.acceptor.accept(file, options);
        if (!accepted) return forward(accepted);
        if (accepted->added) added_.push_back(accepted->id);
        return accepted->id;
    }
    void keep() { kept_ = true; }

  private:
    Services& services_;
    const PersonId person_;
    std::vector<ImageId> added_;
    bool kept_ = false;
};

// What is no picture is found out before anything is brought in.
Result<void> check_pictures(const Services& services, const palettes::UnpackedPalette& unpacked) {
    for (const auto& file : unpacked.originals) {
        if (auto header = imaging::read_header(file, services.limits.imaging); !header)
            return forward(header);
    }
    return {};
}

}  // namespace

Result<http::Response> import_palette(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto file = form_file_of(request);
    if (!file) return forward(file);
    const auto& archive = (*file)->file.path();
    const UnpackFolder folder(archive);
    palettes::ArchiveLimits limits;
    limits.original_bytes_max = services.limits.original_bytes_max;
    auto unpacked = palettes::unpack_palette(archive, folder.path(), limits);
    if (!unpacked) return forward(unpacked);
    if (auto checked = check_pictures(services, *unpacked); !checked) return forward(checked);

    ImportedImages images(services, *person);
    std::vector<ImageId> ids;
    for (std::size_t i = 0; i < unpacked->originals.size(); ++i) {
        auto id = images.add(unpacked->originals[i], unpacked->document.images[i]);
        if (!id) return forward(id);
        ids.push_back(*id);
    }
    // Who sees it is not part of what it is: it comes in private.
    auto id = services.palettes.add(
        *person, {unpacked->document.title, unpacked->document.description, PaletteVisibility::people_only},
        ids);
    if (!id) return forward(id);
    images.keep();
    if (unpacked->document.cover_image) {
        store::PaletteEdit edit;
        edit.cover_image = ids[*unpacked->document.cover_image];
        if (auto edited = services.palettes.edit(*id, *person, edit); !edited) return forward(edited);
    }
    services.workers.wake();
    services.index.wake();
    return palette_response(services, request, *id, 201);
}

}  // namespace palette::api
