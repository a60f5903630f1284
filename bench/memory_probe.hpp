#pragma once

// How fast memory is read by several threads at once. 256 MiB a thread, more than caches hold on most
// machines. One thread at a time.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

namespace palette::bench {

class MemoryProbe {
  public:
    explicit MemoryProbe(std::size_t threads) : memory_(threads, std::vector<std::uint64_t>(kWords, 1)) {}

    // All of it once, in bytes a second.
    [[nodiscard]] double bytes_per_second() const {
        std::vector<std::uint64_t> sums(memory_.size());
        const auto start = std::chrono::steady_clock::now();
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 1; i < memory_.size(); ++i) {
                threads.emplace_back([&, i] { sums[i] = fold(memory_[i]); });
            }
            sums[0] = fold(memory_[0]);
        }
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
        volatile std::uint64_t sink = 0;
        for (const std::uint64_t sum : sums) sink = sink + sum;
        return static_cast<double>(memory_.size() * kWords * sizeof(std::uint64_t)) / elapsed.count();
    }

  private:
    static constexpr std::size_t kWords = 32U << 20U;

    static std::uint64_t fold(const std::vector<std::uint64_t>& memory) {
        std::uint64_t sum = 0;
        for (const std::uint64_t value : memory) sum ^= value;
        return sum;
    }

    std::vector<std::vector<std::uint64_t>> memory_;
};

}  // namespace palette::bench
