#include "ingest/resumable_uploads.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

#include <fmt/core.h>

#include "base/log.hpp"

namespace palette::ingest {
namespace {

std::unexpected<Error> too_long(std::uint64_t bytes) {
    return fail(ErrorKind::too_large, "upload_too_long",
                fmt::format("This upload was announced with {} bytes; more are not taken.", bytes));
}

// The bytes or the place are at fault, and another try may do.
bool may_be_tried_again(const Error& error) {
    switch (error.kind) {
        case ErrorKind::invalid:
        case ErrorKind::unsupported:
            return false;
        case ErrorKind::too_large:
            return error.code == "quota_exceeded";
        default:
            return true;
    }
}

}  // namespace

// The open file of the one who writes. Whoever takes over closes it and leaves the slot empty.
struct ResumableUploads::Writer::Slot {
    std::mutex mutex;
    files::FileDescriptor file;
    std::uint64_t offset = 0;
};

ResumableUploads::ResumableUploads(files::DataDirectory directory, store::Database& database,
                                   Acceptor& acceptor, Limits limits)
    : directory_(std::move(directory)), uploads_(database), acceptor_(acceptor), limits_(limits) {}

Result<ResumableUploads::Standing> ResumableUploads::begin(Upload upload) {
    if (upload.bytes == 0) return fail(ErrorKind::invalid, "image_empty", "An empty file is no picture.");
    if (upload.bytes > limits_.original_bytes_max) {
        return fail(ErrorKind::too_large, "file_too_large",
                    fmt::format("The file is larger than the {} MB that are accepted.",
                                limits_.original_bytes_max / 1'000'000));
    }
    upload.id = UploadId{new_id_value()};
    upload.expires_in = kUploadLives;
    if (auto added = uploads_.add(upload, kOpenUploadsMax, kUploadLives); !added) return forward(added);
    return Standing{std::move(upload), 0};
}

std::uint64_t ResumableUploads::offset_of(const Upload& upload) const {
    if (upload.image) return upload.bytes;
    std::error_code error;
    const auto size = std::filesystem::file_size(directory_.upload(upload.id), error);
    return error ? 0 : size;  // no byte yet, no file yet
}

Result<ResumableUploads::Standing> ResumableUploads::find(UploadId id, std::optional<PersonId> owner) const {
    auto upload = uploads_.find(id, owner);
    if (!upload) return forward(upload);
    const std::uint64_t offset = offset_of(*upload);
    return Standing{std::move(*upload), offset};
}

Result<void> ResumableUploads::cancel(UploadId id, std::optional<PersonId> owner) {
    if (auto upload = uploads_.find(id, owner); !upload) return forward(upload);
    if (auto removed = uploads_.remove(id); !removed) return removed;
    ::unlink(directory_.upload(id).c_str());
    return {};
}

Result<std::unique_ptr<ResumableUploads::Writer>> ResumableUploads::write(
    UploadId id, std::optional<PersonId> owner, std::uint64_t offset, std::optional<std::uint64_t> length) {
    auto upload = uploads_.find(id, owner);
    if (!upload) return forward(upload);
    const auto mismatch = [](std::uint64_t is) {
        return fail(ErrorKind::conflict, "offset_mismatch", fmt::format("The upload stands at byte {}.", is));
    };
    auto slot = std::make_shared<Writer::Slot>();
    if (upload->image) {
        if (offset != upload->bytes) return mismatch(upload->bytes);
        slot->offset = offset;
        return std::unique_ptr<Writer>(new Writer(*this, std::move(*upload), std::move(slot)));
    }
    const std::lock_guard lock(mutex_);
    if (const auto before = writers_[id].lock()) {
        const std::lock_guard taking(before->mutex);
        before->file = files::FileDescriptor();
    }
    const auto path = directory_.upload(id);
    slot->file = files::FileDescriptor(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644));
    if (slot->file.get() < 0) return std::unexpected(files::errno_error("open", path));
    if (::flock(slot->file.get(), LOCK_EX | LOCK_NB) != 0) {
        return fail(ErrorKind::busy, "upload_in_use", "Another process is receiving this upload.",
                    path.string());
    }
    slot->offset = offset_of(*upload);
    if (offset != slot->offset) return mismatch(slot->offset);
    if (length && *length > upload->bytes - offset) return too_long(upload->bytes);
    writers_[id] = slot;
    return std::unique_ptr<Writer>(new Writer(*this, std::move(*upload), std::move(slot)));
}

ResumableUploads::Writer::Writer(ResumableUploads& uploads, Upload upload, std::shared_ptr<Slot> slot)
    : uploads_(uploads), upload_(std::move(upload)), slot_(std::move(slot)) {}

ResumableUploads::Writer::~Writer() {
    const std::lock_guard lock(uploads_.mutex_);
    const auto found = uploads_.writers_.find(upload_.id);
    if (found != uploads_.writers_.end() && found->second.lock() == slot_) uploads_.writers_.erase(found);
}

Result<void> ResumableUploads::Writer::append(std::string_view bytes) {
    if (bytes.empty()) return {};
    const std::lock_guard lock(slot_->mutex);
    if (bytes.size() > upload_.bytes - slot_->offset) return too_long(upload_.bytes);
    if (slot_->file.get() < 0) {
        return fail(ErrorKind::conflict, "upload_taken_over", "The upload goes on in another request.");
    }
    const auto path = uploads_.directory_.upload(upload_.id);
    const std::span data(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    if (auto written = files::write_all(slot_->file.get(), data, path); !written) return written;
    slot_->offset += bytes.size();
    return {};
}

Result<std::uint64_t> ResumableUploads::Writer::sync() {
    const std::lock_guard lock(slot_->mutex);
    if (slot_->file.get() >= 0 && ::fdatasync(slot_->file.get()) != 0) {
        return std::unexpected(files::errno_error("sync", uploads_.directory_.upload(upload_.id)));
    }
    if (!upload_.image) {
        if (auto touched = uploads_.uploads_.touch(upload_.id, kUploadLives); !touched)
            return forward(touched);
    }
    return slot_->offset;
}

Result<std::optional<Accepted>> ResumableUploads::finish(UploadId id, std::optional<PersonId> owner) {
    auto standing = find(id, owner);
    if (!standing) return forward(standing);
    const auto& upload = standing->upload;
    if (upload.image) return Accepted{*upload.image, false, false};
    if (standing->offset < upload.bytes) return std::nullopt;
    AcceptOptions options;
    options.file_name = upload.file_name;
    options.words = upload.words;
    options.owner = owner;
    options.visibility = parse_visibility(upload.visibility).value_or(Visibility::owner);
    auto accepted = acceptor_.accept(directory_.upload(id), options);
    if (!accepted) {
        // Another request may have finished it a moment ago.
        if (auto again = uploads_.find(id, owner); again && again->image)
            return Accepted{*again->image, false, false};
        if (!may_be_tried_again(accepted.error())) (void)cancel(id, owner);
        return forward(accepted);
    }
    if (auto finished = uploads_.finish(id, accepted->id); !finished) return forward(finished);
    ::unlink(directory_.upload(id).c_str());
    return *accepted;
}

Result<void> ResumableUploads::sweep() {
    if (auto expired = uploads_.expire(); !expired) return expired;
    std::error_code error;
    for (const auto& file : std::filesystem::directory_iterator(directory_.uploads(), error)) {
        const auto value = decode_id(file.path().filename().native());
        // A row is there before its file is.
        auto known = value ? uploads_.exists(UploadId{*value}) : false;
        if (!known) return forward(known);
        if (*known) continue;
        ::unlink(file.path().c_str());
    }
    return {};
}

}  // namespace palette::ingest
