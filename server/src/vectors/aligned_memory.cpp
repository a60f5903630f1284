#include "vectors/aligned_memory.hpp"

#include <cstdint>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace palette::vectors {
namespace {

constexpr std::size_t kHugePage = 2U << 20U;
// Only addresses: memory is taken page by page, as it is written.
constexpr std::size_t kMappingBytes = 64U << 20U;

// A file of so many zeros that nobody else sees and that ends with its mapping; MAP_FAILED where there is no
// room for all of it: a file that is too short would be a signal when it is written to.
void* map_nameless_file(const std::filesystem::path& folder, std::size_t bytes) {
    const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0) return MAP_FAILED;
    void* memory = MAP_FAILED;
    if (::posix_fallocate(file, 0, static_cast<off_t>(bytes)) == 0) {
        memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    }
    ::close(file);
    return memory;
}

}  // namespace

void CodeArena::Unmap::operator()(void* memory) const {
    ::munmap(memory, bytes);
}

void* CodeArena::take(std::size_t bytes, Room& room) {
    if (bytes > room.bytes) {
        const std::size_t usable = std::max(kMappingBytes, (bytes + kHugePage - 1) / kHugePage * kHugePage);
        const std::size_t mapped = usable + kHugePage;
        void* memory = MAP_FAILED;
        if (!folder_.empty() && mapped_bytes_ + usable > in_memory_max_)
            memory = map_nameless_file(folder_, mapped);
        if (memory == MAP_FAILED) {
            memory = ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        }
        if (memory == MAP_FAILED) throw std::bad_alloc();
        mapped_bytes_ += usable;
        mappings_.emplace_back(memory, Unmap{mapped});
        const auto address = reinterpret_cast<std::uintptr_t>(memory);
        room.next = static_cast<std::byte*>(memory) + (kHugePage - address % kHugePage) % kHugePage;
        room.bytes = usable;
        // Without huge pages all works the same, slower.
        ::madvise(room.next, usable, MADV_HUGEPAGE);
    }
    room.bytes -= bytes;
    return std::exchange(room.next, room.next + bytes);
}

}  // namespace palette::vectors
