#pragma once

// The folder a library lives in, and how its files are named (docs/data_dir.md):
//
//   palette.db                        rows: the truth about everything but pixels
//   originals/ab/cd/<sha256>          the bytes as they came
//   renditions/ab/cd/<sha256>/<w>.{webp,jpg} smaller copies; can be made again
//   index/<pack>.vectors              cache of the vector index; can be made again
//   incoming/<process>/               what is just arriving; swept after a crash
//   uploads/<id>                      what has arrived of an upload in pieces
//   restoring                         held while a backup is unpacked here; there: it is not finished
//   models/<pack>/                    a model pack, by its identity; see packs/pack_shelf.hpp
//   locks/workers                     held by the process that works the job queue
//   locks/housekeeper                 held by the one that purges and expires
//   locks/duplicates                  held by the one that compares pictures
//
// A value: cheap to copy, names only. Any thread.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "model/rendition.hpp"
#include "model/upload.hpp"

namespace palette::files {

class DataDirectory {
  public:
    // Makes the folder and its parts where they are missing. Fails with `data_directory_unusable`, and with
    // `data_directory_restoring` where a restore has not been finished.
    static Result<DataDirectory> open(const std::filesystem::path& folder);
    // The same for the one who restores.
    static Result<DataDirectory> open_restoring(const std::filesystem::path& folder);

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    [[nodiscard]] std::filesystem::path database() const { return folder_ / "palette.db"; }
    [[nodiscard]] std::filesystem::path originals() const { return folder_ / "originals"; }
    [[nodiscard]] std::filesystem::path renditions() const { return folder_ / "renditions"; }
    [[nodiscard]] std::filesystem::path incoming() const { return folder_ / "incoming"; }
    [[nodiscard]] std::filesystem::path uploads() const { return folder_ / "uploads"; }
    [[nodiscard]] std::filesystem::path upload(UploadId id) const { return uploads() / to_string(id); }
    [[nodiscard]] std::filesystem::path restoring_mark() const { return folder_ / "restoring"; }
    [[nodiscard]] std::filesystem::path models() const { return folder_ / "models"; }
    [[nodiscard]] std::filesystem::path models_lock() const { return folder_ / "locks" / "models"; }
    [[nodiscard]] std::filesystem::path housekeeper_lock() const { return folder_ / "locks" / "housekeeper"; }
    [[nodiscard]] std::filesystem::path duplicates_lock() const { return folder_ / "locks" / "duplicates"; }
    [[nodiscard]] std::filesystem::path workers_lock() const { return folder_ / "locks" / "workers"; }

    [[nodiscard]] std::filesystem::path original(std::string_view sha256) const;
    [[nodiscard]] std::filesystem::path rendition(std::string_view sha256, int width,
                                                  RenditionFormat format) const;
    [[nodiscard]] std::filesystem::path rendition_folder(std::string_view sha256) const;
    [[nodiscard]] std::filesystem::path vector_cache(std::string_view pack) const;

  private:
    explicit DataDirectory(std::filesystem::path folder) : folder_(std::move(folder)) {}
    std::filesystem::path folder_;
};

}  // namespace palette::files
