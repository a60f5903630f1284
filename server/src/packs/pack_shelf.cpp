#include "packs/pack_shelf.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include <fmt/ranges.h>

#include "inference/model_pack.hpp"
#include "packs/verified_mark.hpp"

namespace palette::packs {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDescription = "pack.json";
constexpr const char* kImport = "import";  // the folder in which `install` works

Error about_file(const std::error_code& error, const char* action, const fs::path& path) {
    errno = error.value();
    return files::errno_error(action, path);
}

// So that the bytes are there after a power failure.
Result<void> sync_file(const fs::path& path) {
    const files::FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.get() < 0 || ::fdatasync(descriptor.get()) != 0)
        return std::unexpected(files::errno_error("sync", path));
    return {};
}

Result<void> copy_one(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    if (!error) fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
    if (error) return std::unexpected(about_file(error, "copy", from));
    return {};
}

}  // namespace

Result<void> require_space(const fs::path& folder, std::uint64_t bytes) {
    std::error_code error;
    const auto space = fs::space(folder, error);
    if (error || space.available >= bytes + kSpareBytes) return {};  // the disk itself will say what is wrong
    constexpr std::uint64_t kMegabyte = 1'000'000;
    return fail(ErrorKind::no_space, "disk_full",
                fmt::format("There is not enough room on the disk: the pack needs {} MB, {} MB are free.",
                            (bytes + kSpareBytes) / kMegabyte + 1, space.available / kMegabyte),
                folder.string());
}

PackShelf::PackShelf(fs::path built_in, fs::path installed, fs::path lock)
    : built_in_(std::move(built_in)), installed_(std::move(installed)), lock_(std::move(lock)) {}

ShelfList PackShelf::list() const {
    ShelfList list;
    const auto add = [&](const fs::path& folder, bool is_built_in) {
        auto description = inference::read_description(folder);
        if (description) {
            list.packs.push_back({folder, is_built_in, std::move(*description)});
        } else {
            list.broken.push_back({folder, std::move(description.error())});
        }
    };
    add(built_in_, true);
    std::vector<fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator it(installed_, error), end; !error && it != end; it.increment(error)) {
        if (!it->path().filename().string().starts_with('.')) folders.push_back(it->path());
    }
    std::ranges::sort(folders);
    for (const auto& folder : folders) add(folder, false);
    return list;
}

Result<ShelvedPack> PackShelf::find(std::string_view name) const {
    const auto list = this->list();
    const ShelvedPack* found = nullptr;
    fs::file_time_type found_time{};
    for (const auto& pack : list.packs) {
        if (pack.description.identity() == name || (name.empty() && pack.is_built_in)) return pack;
        if (pack.description.name != name) continue;
        std::error_code error;
        const auto time = pack.is_built_in ? fs::file_time_type::min()
                                           : fs::last_write_time(pack.folder / kDescription, error);
        if (found == nullptr || time > found_time) {
            found = &pack;
            found_time = time;
        }
    }
    if (found != nullptr) return *found;
    if (name.empty()) {
        const auto built_in = std::ranges::find(list.broken, built_in_, &BrokenPack::folder);
        if (built_in != list.broken.end()) return std::unexpected(built_in->why);
    }
    std::vector<std::string> names;
    for (const auto& pack : list.packs) names.push_back(pack.description.identity());
    return fail(ErrorKind::not_found, "model_pack_not_installed",
                fmt::format("There is no model pack '{}' here. Installed: {}. `palette models pull NAME` or "
                            "`palette models import DIR` brings one in.",
                            name, fmt::join(names, ", ")));
}

std::optional<ShelvedPack> PackShelf::with_identity(std::string_view identity) const {
    for (auto& pack : list().packs) {
        if (pack.description.identity() == identity) return std::move(pack);
    }
    return std::nullopt;
}

bool PackShelf::is_verified(const ShelvedPack& pack) const {
    return VerifiedMark(marks(), pack.folder, pack.description).is_set();
}

Result<void> PackShelf::verify(const ShelvedPack& pack) const {
    const VerifiedMark mark(marks(), pack.folder, pack.description);
    mark.clear();
    if (auto verified = inference::verify_pack(pack.folder); !verified) return verified;
    auto opened = inference::ModelPack::open(pack.folder);
    if (!opened) return forward(opened);
    if (auto probed = (*opened)->probe(); !probed) return probed;
    return mark.set();
}

Result<ShelvedPack> PackShelf::install(const fs::path& from, const Progress& on_bytes) const {
    auto description = inference::read_description(from);
    if (!description) return forward(description);
    if (auto there = with_identity(description->identity())) {
        if (auto same = inference::verify_pack(from); !same) return forward(same);
        if (auto known = inference::read_description(there->folder); !known || *known != *description) {
            return fail(
                ErrorKind::conflict, "model_pack_differs",
                fmt::format("Another pack {} is installed already. A changed pack needs a new \"version\" "
                            "in its pack.json.",
                            description->identity()));
        }
        if (auto verified = verify(*there); !verified) return forward(verified);
        return std::move(*there);
    }
    auto installation = begin(kImport);
    if (!installation) return forward(installation);
    const fs::path& folder = installation->folder();
    std::error_code error;
    for (const auto& left : fs::directory_iterator(folder, error)) fs::remove_all(left.path(), error);
    const auto put_together = [&]() -> Result<ShelvedPack> {
        if (auto room = require_space(folder, description->bytes()); !room) return forward(room);
        std::uint64_t done = 0;
        for (const auto& [name, facts] : description->files) {
            if (auto copied = copy_one(from / name, folder / name); !copied) return forward(copied);
            done += facts.bytes;
            on_bytes(done, description->bytes());
        }
        if (auto copied = copy_one(from / kDescription, folder / kDescription); !copied)
            return forward(copied);
        return finish(*installation);
    };
    auto shelved = put_together();
    if (!shelved) fs::remove_all(folder, error);
    return shelved;
}

Result<Installation> PackShelf::begin(const std::string& name) const {
    const fs::path folder = installed_ / ".installing" / name;
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return std::unexpected(about_file(error, "create", folder));
    auto lock = files::FileLock::try_take(lock_);
    if (!lock) return forward(lock);
    if (!*lock) {
        return fail(ErrorKind::busy, "models_busy",
                    "Another `palette models` command is bringing a pack in. Wait until it has ended.");
    }
    // Another may have ended and removed it just now.
    fs::create_directories(folder, error);
    return Installation(std::move(**lock), folder);
}

Result<ShelvedPack> PackShelf::finish(const Installation& installation) const {
    const fs::path& folder = installation.folder();
    auto description = inference::read_description(folder);
    if (!description) return forward(description);
    ShelvedPack pack{folder, false, std::move(*description)};
    if (auto verified = verify(pack); !verified) return forward(verified);
    for (const auto& [name, facts] : pack.description.files) {
        const fs::path file = folder / name;
        if (auto synced = sync_file(file); !synced) return forward(synced);
        if (auto synced = files::sync_folder(file.parent_path()); !synced) return forward(synced);
    }
    if (auto synced = sync_file(folder / kDescription); !synced) return forward(synced);
    if (auto synced = files::sync_folder(folder); !synced) return forward(synced);
    pack.folder = installed_ / pack.description.identity();
    if (::rename(folder.c_str(), pack.folder.c_str()) != 0)
        return std::unexpected(files::errno_error("rename", folder));
    if (auto synced = files::sync_folder(installed_); !synced) return forward(synced);
    return pack;
}

}  // namespace palette::packs
