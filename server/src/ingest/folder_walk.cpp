#include "ingest/folder_walk.hpp"

#include <algorithm>
#include <cerrno>
#include <set>
#include <sys/stat.h>
#include <unordered_set>
#include <utility>

#include "base/text.hpp"
#include "files/posix.hpp"

namespace palette::ingest {
namespace {

namespace fs = std::filesystem;

// What people call pictures. Formats of this list that Palette cannot read are refused one by one, with a
// reason, instead of being passed over in silence.
const std::unordered_set<std::string> kPictureExtensions = {
    "jpg", "jpeg", "jpe", "jfif", "png", "apng", "webp", "gif", "avif", "heic", "heif",
    "tif", "tiff", "svg", "svgz", "jxl", "jp2",  "j2k",  "bmp", "ppm",  "pgm",  "pbm",
    "pnm", "pfm",  "psd", "psb",  "kra", "xcf",  "clip", "ora", "raw",  "cr2",  "cr3",
    "nef", "arw",  "dng", "orf",  "rw2", "raf",  "exr",  "hdr", "tga",  "ico"};
// Never looked into: they lie beside pictures and are read with them, or cannot be pictures.
const std::unordered_set<std::string> kPassedOver = {"txt", "xmp", "json", "xml", "html",
                                                     "md",  "pdf", "mp4",  "mov", "zip"};

std::string extension_of(const fs::path& file) {
    std::string extension = file.extension().string();
    if (!extension.empty()) extension.erase(0, 1);
    std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
    return extension;
}

using FileIdentity = std::pair<dev_t, ino_t>;

class Walk {
  public:
    Walk(const fs::path& library, const std::function<bool(const fs::path&)>& is_picture)
        : is_picture_(is_picture) {
        struct stat status{};
        if (::stat(library.c_str(), &status) == 0) entered_.insert({status.st_dev, status.st_ino});
    }

    void visit_argument(const fs::path& path) {
        struct stat status{};
        if (::stat(path.c_str(), &status) != 0) return note_errno("open", path);
        if (S_ISDIR(status.st_mode)) return enter(path, {status.st_dev, status.st_ino});
        found_.files.push_back(path);
    }

    FoundFiles take() { return std::move(found_); }

  private:
    void note_errno(std::string_view action, const fs::path& path) {
        Error why = files::errno_error(action, path);
        if (errno == ELOOP) {
            why.code = "link_circle";
            why.public_message = "This symbolic link leads round in a circle.";
        }
        found_.unreadable.push_back({path, std::move(why)});
    }

    void enter(const fs::path& folder, FileIdentity identity) {
        if (std::ranges::find(ancestors_, identity) != ancestors_.end()) {
            found_.unreadable.push_back({folder,
                                         {ErrorKind::invalid,
                                          "link_circle",
                                          "This symbolic link leads back to a folder that contains it.",
                                          {}}});
            return;
        }
        if (!entered_.insert(identity).second) return;
        std::vector<fs::path> entries;
        std::error_code error;
        for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
            if (!it->path().filename().native().starts_with('.')) entries.push_back(it->path());
        }
        if (error) {
            errno = error.value();
            note_errno("read", folder);
        }
        std::ranges::sort(entries);
        ancestors_.push_back(identity);
        for (const auto& entry : entries) visit_entry(entry);
        ancestors_.pop_back();
    }

    void visit_entry(const fs::path& path) {
        struct stat status{};
        if (::stat(path.c_str(), &status) != 0) return note_errno("open", path);
        if (S_ISDIR(status.st_mode)) return enter(path, {status.st_dev, status.st_ino});
        if (!S_ISREG(status.st_mode)) return;
        const std::string extension = extension_of(path);
        if (kPassedOver.contains(extension)) return;
        if (kPictureExtensions.contains(extension) || is_picture_(path)) found_.files.push_back(path);
    }

    const std::function<bool(const fs::path&)>& is_picture_;
    FoundFiles found_;
    std::vector<FileIdentity> ancestors_;
    std::set<FileIdentity> entered_;
};

}  // namespace

FoundFiles find_files(std::span<const std::filesystem::path> arguments, const std::filesystem::path& library,
                      const std::function<bool(const std::filesystem::path&)>& is_picture) {
    Walk walk(library, is_picture);
    for (const auto& argument : arguments) walk.visit_argument(argument);
    return walk.take();
}

}  // namespace palette::ingest
