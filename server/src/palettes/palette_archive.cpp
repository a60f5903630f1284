#include "palettes/palette_archive.hpp"

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>
#include <unordered_map>

#include "files/file_hash.hpp"

namespace palette::palettes {
namespace {

constexpr std::size_t kPieceBytes = 256UL * 1024;
// Besides the Originals: the document, the credits, folders, and what systems leave in archives they touch.
constexpr std::size_t kOtherEntriesMax = 100;
constexpr mode_t kOwnerOnly = 0600;

std::unexpected<Error> invalid(std::string why) {
    return fail(ErrorKind::invalid, "archive_invalid",
                "This is no exported Palette: " + std::move(why) + ".");
}

Result<void> unpack_file(ZipReader& zip, const std::filesystem::path& path) {
    const files::FileDescriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly));
    if (file.get() < 0) return std::unexpected(files::errno_error("creating", path));
    return zip.read([&](std::string_view bytes) {
        return files::write_all(file.get(),
                                {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, path);
    });
}

Result<std::string> read_text(ZipReader& zip, std::uint64_t bytes_max) {
    std::string text;
    auto read = zip.read([&](std::string_view bytes) -> Result<void> {
        text += bytes;
        if (text.size() <= bytes_max) return {};
        return fail(ErrorKind::too_large, "archive_too_large", "The archive's palette.json is too large.");
    });
    if (!read) return forward(read);
    return text;
}

// The files of the document, each with the bytes that were promised.
Result<std::vector<std::filesystem::path>> match(
    const PaletteDocument& document, const std::unordered_map<std::string, std::filesystem::path>& unpacked) {
    std::vector<std::filesystem::path> originals;
    for (const auto& image : document.images) {
        const auto file = unpacked.find(image.file);
        if (file == unpacked.end()) return invalid("a file of it is missing");
        auto sha256 = files::sha256_of_file(file->second);
        if (!sha256) return forward(sha256);
        if (*sha256 != image.sha256) return invalid("a file of it has other bytes than it should");
        originals.push_back(file->second);
    }
    return originals;
}

}  // namespace

PaletteExport::PaletteExport(PaletteDocument document, std::vector<ArchivedOriginal> originals)
    : document_(std::move(document)), originals_(std::move(originals)) {}

Result<std::string> PaletteExport::next() {
    while (!finished_) {
        if (auto advanced = advance(); !advanced) return forward(advanced);
        if (std::string written = zip_.take(); !written.empty()) return written;
    }
    return std::string{};
}

Result<void> PaletteExport::add_text(std::string_view name, std::string_view text) {
    if (auto begun = zip_.begin(std::string(name), text.size(), now()); !begun) return begun;
    return zip_.write(text);
}

// Writes the next piece: the texts, then a part of an Original, at last the directory.
Result<void> PaletteExport::advance() {
    if (!begun_) {
        begun_ = true;
        if (auto added = add_text(kDocumentName, to_json(document_)); !added) return added;
        return add_text(kCreditsName, credits_of(document_));
    }
    if (file_ && left_ == 0) {
        file_.reset();
        ++at_;
    }
    if (at_ == originals_.size()) {
        finished_ = true;
        return zip_.finish();
    }
    const auto& original = originals_[at_];
    if (!file_) {
        file_.emplace(::open(original.path.c_str(), O_RDONLY | O_CLOEXEC));
        if (file_->get() < 0) return std::unexpected(files::errno_error("reading", original.path));
        left_ = original.bytes;
        if (auto begun = zip_.begin(document_.images[at_].file, left_, original.created_at); !begun)
            return begun;
    }
    piece_.resize(std::min<std::uint64_t>(left_, kPieceBytes));
    const auto count = ::read(file_->get(), piece_.data(), piece_.size());
    if (count < 0) return std::unexpected(files::errno_error("reading", original.path));
    if (count == 0 && left_ > 0) {
        return fail(ErrorKind::io, "original_damaged", "An Original is not what it was.",
                    original.path.string());
    }
    left_ -= static_cast<std::uint64_t>(count);
    return zip_.write(std::string_view(piece_).substr(0, static_cast<std::size_t>(count)));
}

Result<UnpackedPalette> unpack_palette(const std::filesystem::path& archive,
                                       const std::filesystem::path& folder, const ArchiveLimits& limits) {
    std::error_code error;
    const auto archive_bytes = std::filesystem::file_size(archive, error);
    if (error) return std::unexpected(files::errno_error("reading", archive));
    const std::uint64_t total_max =
        std::max<std::uint64_t>(archive_bytes * limits.unpacked_times_max, limits.document_bytes_max);
    auto zip = ZipReader::open(archive,
                               {limits.images_max + kOtherEntriesMax, limits.original_bytes_max, total_max});
    if (!zip) return forward(zip);
    std::string document_text;
    std::unordered_map<std::string, std::filesystem::path> unpacked;
    while (true) {
        auto name = zip->next();
        if (!name) return forward(name);
        if (!*name) break;
        if (**name == kDocumentName) {
            auto text = read_text(*zip, limits.document_bytes_max);
            if (!text) return forward(text);
            document_text = std::move(*text);
        } else if ((*name)->starts_with(kOriginalsFolder)) {
            const auto path = folder / std::to_string(unpacked.size());
            if (!unpacked.emplace(**name, path).second) return invalid("it holds a file twice");
            if (auto written = unpack_file(*zip, path); !written) return forward(written);
        }
    }
    if (document_text.empty()) return invalid("it holds no palette.json");
    auto document = parse_document(document_text, limits.images_max);
    if (!document) return forward(document);
    auto originals = match(*document, unpacked);
    if (!originals) return forward(originals);
    return UnpackedPalette{std::move(*document), std::move(*originals)};
}

}  // namespace palette::palettes
