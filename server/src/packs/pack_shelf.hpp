#pragma once

// The model packs there are: the one that comes with the program, and those installed in a data directory's
// models/, a folder each, named by identity ("name@version"), so that versions lie side by side. A pack's
// folder appears with all its files checked, or not at all; `.marks/` and `.installing/` beside them are the
// shelf's own. Any thread that may block; one process at a time installs.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "files/posix.hpp"
#include "inference/pack_description.hpp"

namespace palette::packs {

struct ShelvedPack {
    std::filesystem::path folder;
    bool is_built_in = false;
    inference::PackDescription description;

    // What names it for good: the built-in pack by its name, whatever version comes with the program.
    [[nodiscard]] std::string lasting_name() const {
        return is_built_in ? description.name : description.identity();
    }
};

// A folder where a pack should be that cannot be used.
struct BrokenPack {
    std::filesystem::path folder;
    Error why;
};

struct ShelfList {
    std::vector<ShelvedPack> packs;  // the built-in one, then by identity
    std::vector<BrokenPack> broken;
};

// Space that installing leaves free for the library itself.
inline constexpr std::uint64_t kSpareBytes = 64U << 20U;

// A folder in which a pack is put together, held by one process at a time.
class Installation {
  public:
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  private:
    friend class PackShelf;
    Installation(files::FileLock lock, std::filesystem::path folder)
        : lock_(std::move(lock)), folder_(std::move(folder)) {}

    files::FileLock lock_;
    std::filesystem::path folder_;
};

class PackShelf {
  public:
    // `lock`: a file that one process at a time holds while it installs.
    PackShelf(std::filesystem::path built_in, std::filesystem::path installed, std::filesystem::path lock);

    [[nodiscard]] ShelfList list() const;
    // By identity, or by name: of several versions the one installed last; the built-in one last of all.
    // Empty: the built-in one. Fails with not_found/"model_pack_not_installed"; the message names those there
    // are.
    [[nodiscard]] Result<ShelvedPack> find(std::string_view name) const;

    // Whether its files were verified and are as they were then.
    [[nodiscard]] bool is_verified(const ShelvedPack& pack) const;
    // Holds every file to its sha256, loads and runs the models, and remembers that. Fails as
    // inference::verify_pack, ModelPack::open and ModelPack::probe do.
    Result<void> verify(const ShelvedPack& pack) const;

    // Copies a pack's folder in: checked before it counts. `on_bytes(done, total)`. One that is there already
    // is only verified. Fails besides as begin() and finish() do, with no_space/"disk_full", and with
    // conflict/"model_pack_differs" where another pack of this name and version is there.
    using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;
    Result<ShelvedPack> install(const std::filesystem::path& from, const Progress& on_bytes) const;

    // For packs that come from elsewhere. A folder of this name is kept from one installation to the next
    // where that did not come to its end: what is in it may be gone on with. Fails with busy/"models_busy"
    // while another process installs something.
    [[nodiscard]] Result<Installation> begin(const std::string& name) const;
    // Verifies what is in the folder, moves it to its place, which must be free, and makes it durable. Fails
    // as verify() does; the folder is then left as it is.
    Result<ShelvedPack> finish(const Installation& installation) const;
    // The pack of this identity, if it is there.
    [[nodiscard]] std::optional<ShelvedPack> with_identity(std::string_view identity) const;

    // Where first_use.hpp keeps what it remembers.
    [[nodiscard]] std::filesystem::path first_use_file() const { return installed_ / ".first-use"; }

  private:
    [[nodiscard]] std::filesystem::path marks() const { return installed_ / ".marks"; }

    const std::filesystem::path built_in_;
    const std::filesystem::path installed_;
    const std::filesystem::path lock_;
};

// Fails with no_space/"disk_full" where `bytes` and kSpareBytes do not fit beside what is there.
Result<void> require_space(const std::filesystem::path& folder, std::uint64_t bytes);

}  // namespace palette::packs
