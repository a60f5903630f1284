#pragma once

// Uploads in pieces: announced with their size, sent in any number of requests, gone on with after a broken
// connection, a kill -9 or a restart from the byte that arrived last, and then accepted as any other file.
//
// What has arrived is a file in `uploads/`, named by the upload's id; its size is the offset. Each request's
// bytes are synced before they are acknowledged. One Writer writes at a time: a new one takes over from one
// that hangs.
//
// Safe to call from any thread that may block. Owned by app/.

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/result.hpp"
#include "files/data_directory.hpp"
#include "files/posix.hpp"
#include "ingest/acceptor.hpp"
#include "store/upload_repository.hpp"

namespace palette::ingest {

// Unfinished ones of a person.
inline constexpr std::size_t kOpenUploadsMax = 50;
// After its last byte, of the time the library is served.
inline constexpr std::chrono::hours kUploadLives{24};

class ResumableUploads {
  public:
    ResumableUploads(files::DataDirectory directory, store::Database& database, Acceptor& acceptor,
                     Limits limits);

    struct Standing {
        Upload upload;
        std::uint64_t offset = 0;  // bytes that are here
    };
    // Announces one; `id` and `expires_in` of `upload` are set here. Fails with `file_too_large`,
    // `file_empty` and `too_many_uploads`.
    Result<Standing> begin(Upload upload);

    // All calls fail with `upload_not_found` for what is not this owner's.
    [[nodiscard]] Result<Standing> find(UploadId id, std::optional<PersonId> owner) const;
    Result<void> cancel(UploadId id, std::optional<PersonId> owner);

    // Adds bytes behind those that are here. Used by one thread at a time; ends when it goes.
    class Writer {
      public:
        ~Writer();
        Writer(const Writer&) = delete;
        Writer& operator=(const Writer&) = delete;

        // Fails with `upload_too_long` beyond what was announced, `upload_taken_over` and as
        // files::write_all.
        Result<void> append(std::string_view bytes);
        // Makes what was appended survive a power failure. Answers the offset.
        Result<std::uint64_t> sync();

      private:
        friend class ResumableUploads;
        struct Slot;
        Writer(ResumableUploads& uploads, Upload upload, std::shared_ptr<Slot> slot);

        ResumableUploads& uploads_;
        const Upload upload_;
        const std::shared_ptr<Slot> slot_;  // shared with the one that takes over
    };
    // `length` bytes are to come, if that is known. Fails with `offset_mismatch` when `offset` is not where
    // the upload stands, `upload_too_long`, and `upload_in_use` while another process writes.
    Result<std::unique_ptr<Writer>> write(UploadId id, std::optional<PersonId> owner, std::uint64_t offset,
                                          std::optional<std::uint64_t> length);

    // The Image, once all bytes are here; nothing before. May be asked again: the answer is the same. Fails
    // as Acceptor::accept; what is no picture is then forgotten, what could be tried again is kept.
    Result<std::optional<Accepted>> finish(UploadId id, std::optional<PersonId> owner);

    // Forgets what expired, and files without a row.
    Result<void> sweep();

  private:
    [[nodiscard]] std::uint64_t offset_of(const Upload& upload) const;

    const files::DataDirectory directory_;
    store::UploadRepository uploads_;
    Acceptor& acceptor_;
    const Limits limits_;
    std::mutex mutex_;
    std::unordered_map<UploadId, std::weak_ptr<Writer::Slot>> writers_;
};

}  // namespace palette::ingest
