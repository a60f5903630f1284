#include "vectors/aligned_memory.hpp"

#include <cstdint>
#include <sys/mman.h>
#include <utility>

namespace palette::vectors {
namespace {

constexpr std::size_t kHugePage = 2U << 20U;
// Only addresses: memory is taken page by page, as it is written.
constexpr std::size_t kMappingBytes = 64U << 20U;

}  // namespace

void CodeArena::Unmap::operator()(void* memory) const {
    ::munmap(memory, bytes);
}

void* CodeArena::take(std::size_t bytes) {
    if (bytes > left_bytes_) {
        const std::size_t usable = std::max(kMappingBytes, (bytes + kHugePage - 1) / kHugePage * kHugePage);
        const std::size_t mapped = usable + kHugePage;
        void* memory = ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) throw std::bad_alloc();
        mappings_.emplace_back(memory, Unmap{mapped});
        const auto address = reinterpret_cast<std::uintptr_t>(memory);
        next_ = static_cast<std::byte*>(memory) + (kHugePage - address % kHugePage) % kHugePage;
        left_bytes_ = usable;
        // Without huge pages all works the same, slower.
        ::madvise(next_, usable, MADV_HUGEPAGE);
    }
    left_bytes_ -= bytes;
    return std::exchange(next_, next_ + bytes);
}

}  // namespace palette::vectors
