#include "vectors/cache_file.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace palette::vectors {
namespace {

static_assert(std::endian::native == std::endian::little, "the cache is written as memory holds it");

constexpr int kClosed = -1;

std::unexpected<Error> not_saved(const std::filesystem::path& file, const char* what) {
    const int cause = errno;
    const bool full = cause == ENOSPC || cause == EDQUOT;
    return fail(full ? ErrorKind::no_space : ErrorKind::io, "index_cache_not_saved",
                full ? "The disk is full: the search index could not be saved."
                     : "The search index could not be saved.",
                std::string(what) + " " + file.string() + ": " + std::strerror(cause));
}

}  // namespace

Checksum::Checksum() {
    [[maybe_unused]] const int ready = sodium_init();  // picks the fast implementation
    crypto_generichash_init(&state_, nullptr, 0, kBytes);
}

void Checksum::add(std::span<const std::byte> bytes) {
    crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

void Checksum::finish(std::span<std::byte, kBytes> out) {
    crypto_generichash_final(&state_, reinterpret_cast<unsigned char*>(out.data()), out.size());
}

Result<CacheWriter> CacheWriter::create(const std::filesystem::path& file) {
    std::filesystem::path temporary = file;
    temporary += ".tmp";
    const int descriptor = ::open(temporary.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) return not_saved(temporary, "open");
    return CacheWriter(file, std::move(temporary), descriptor);
}

CacheWriter::CacheWriter(std::filesystem::path file, std::filesystem::path temporary, int descriptor)
    : file_(std::move(file)), temporary_(std::move(temporary)), descriptor_(descriptor) {}

CacheWriter::CacheWriter(CacheWriter&& other) noexcept
    : file_(std::move(other.file_)),
      temporary_(std::move(other.temporary_)),
      descriptor_(std::exchange(other.descriptor_, kClosed)),
      position_(other.position_),
      checksum_(other.checksum_) {}

CacheWriter::~CacheWriter() {
    if (descriptor_ == kClosed) return;
    ::close(descriptor_);
    ::unlink(temporary_.c_str());
}

Result<void> CacheWriter::write(std::span<const std::byte> bytes) {
    checksum_.add(bytes);
    position_ += bytes.size();
    return write_unchecked(bytes);
}

Result<void> CacheWriter::write_unchecked(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return not_saved(temporary_, "write");
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

Result<std::shared_ptr<const ReadableFile>> CacheWriter::finish() {
    std::array<std::byte, Checksum::kBytes> sum{};
    checksum_.finish(sum);
    if (auto written = write_unchecked(sum); !written) return forward(written);
    if (::fsync(descriptor_) != 0) return not_saved(temporary_, "fsync");
    if (::rename(temporary_.c_str(), file_.c_str()) != 0) return not_saved(file_, "rename");
    return std::make_shared<const ReadableFile>(std::exchange(descriptor_, kClosed), position_ + sum.size());
}

std::shared_ptr<const ReadableFile> ReadableFile::open(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return nullptr;
    struct stat status{};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(descriptor);
        return nullptr;
    }
    return std::make_shared<const ReadableFile>(descriptor, static_cast<std::uint64_t>(status.st_size));
}

ReadableFile::~ReadableFile() {
    ::close(descriptor_);
}

bool ReadableFile::read(std::uint64_t offset, std::span<std::byte> bytes) const {
    while (!bytes.empty()) {
        const ssize_t got = ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(got));
        offset += static_cast<std::uint64_t>(got);
    }
    return true;
}

std::optional<CacheReader> CacheReader::open(const std::filesystem::path& file) {
    auto opened = ReadableFile::open(file);
    if (!opened || opened->size() < Checksum::kBytes) return std::nullopt;
    return CacheReader(std::move(opened));
}

CacheReader::CacheReader(std::shared_ptr<const ReadableFile> file)
    : file_(std::move(file)), end_(file_->size() - Checksum::kBytes) {}

bool CacheReader::read(std::span<std::byte> bytes) {
    if (bytes.size() > remaining() || !file_->read(position_, bytes)) return false;
    position_ += bytes.size();
    checksum_.add(bytes);
    return true;
}

bool CacheReader::finish() {
    std::array<std::byte, Checksum::kBytes> stored{};
    std::array<std::byte, Checksum::kBytes> computed{};
    if (remaining() != 0 || !file_->read(position_, stored)) return false;
    checksum_.finish(computed);
    return stored == computed;
}

}  // namespace palette::vectors
