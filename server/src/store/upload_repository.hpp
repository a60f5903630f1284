#pragma once

// Uploads that come in pieces: what they shall become, and how long they are waited for. Their bytes are
// files. Safe to call from any thread that may block.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/upload.hpp"
#include "store/database.hpp"

namespace palette::store {

class UploadRepository {
  public:
    explicit UploadRepository(Database& database) : database_(database) {}

    // Fails with `too_many_uploads` when this owner has `open_max` unfinished ones, and with
    // `quota_exceeded`. `lives` is counted by the library's own clock (store/library_clock.hpp), from now and
    // again from each touch().
    Result<void> add(const Upload& upload, std::size_t open_max, std::chrono::milliseconds lives);

    // Fails with `upload_not_found`, also when it is somebody else's.
    [[nodiscard]] Result<Upload> find(UploadId id, std::optional<PersonId> owner) const;
    Result<void> touch(UploadId id, std::chrono::milliseconds lives);
    // It has become an Image: kept until it expires, for clients that did not get the answer.
    Result<void> finish(UploadId id, ImageId image);
    Result<void> remove(UploadId id);
    // Removes those whose time is over.
    Result<void> expire();
    [[nodiscard]] Result<bool> exists(UploadId id) const;

  private:
    Database& database_;
};

}  // namespace palette::store
