#pragma once

// Arrays for the kernels: aligned, zeroed, of one owner. Those that live as long as their index come from its
// CodeArena, which takes memory in pages of 2 MiB where the system gives them: a scan then waits for no
// address to be translated, and the processor reads ahead past 4 KiB. What every scan reads lies together
// there, without gaps.

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace palette::vectors {

inline constexpr std::size_t kMemoryAlignment = 128;

struct FreeAligned {
    bool owned = true;  // not an arena's
    void operator()(void* memory) const {
        if (owned) std::free(memory);
    }
};
template <class T>
using AlignedArray = std::unique_ptr<T[], FreeAligned>;

[[nodiscard]] constexpr std::size_t aligned_bytes(std::size_t bytes) {
    return (bytes + kMemoryAlignment - 1) / kMemoryAlignment * kMemoryAlignment;
}

template <class T>
[[nodiscard]] AlignedArray<T> make_aligned(std::size_t count) {
    auto* memory = static_cast<T*>(std::aligned_alloc(kMemoryAlignment, aligned_bytes(count * sizeof(T))));
    if (!memory) throw std::bad_alloc();
    std::fill_n(memory, count, T{});
    return AlignedArray<T>(memory);
}

// Nothing is given back before the arena ends; its arrays must not outlive it. One thread at a time.
class CodeArena {
  public:
    // Past `in_memory_max` bytes arrays lie in files without a name in `folder`: the system puts them out of
    // memory where it needs the room, and a scan reads them back, as fast as the disk is. In memory all the
    // same without a folder, or where the disk has no room.
    explicit CodeArena(std::size_t in_memory_max = std::numeric_limits<std::size_t>::max(),
                       std::filesystem::path folder = {})
        : in_memory_max_(in_memory_max), folder_(std::move(folder)) {}

    enum class Read { by_every_scan, at_times };

    template <class T>
    [[nodiscard]] AlignedArray<T> make(std::size_t count, Read read = Read::at_times) {
        void* memory = take(aligned_bytes(count * sizeof(T)), read == Read::at_times ? rest_ : scanned_);
        return AlignedArray<T>(static_cast<T*>(memory), FreeAligned{false});
    }

  private:
    struct Unmap {
        std::size_t bytes = 0;
        void operator()(void* memory) const;
    };

    // What is left of a mapping.
    struct Room {
        std::byte* next = nullptr;
        std::size_t bytes = 0;
    };

    // Zeroed, aligned. Throws std::bad_alloc.
    void* take(std::size_t bytes, Room& room);

    std::size_t in_memory_max_;
    std::filesystem::path folder_;
    std::size_t mapped_bytes_ = 0;
    std::vector<std::unique_ptr<void, Unmap>> mappings_;
    Room scanned_;
    Room rest_;
};

}  // namespace palette::vectors
