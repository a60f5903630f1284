// What this machine reads from memory: prints the best of some rounds in bytes a second, with one thread and
// with one per core, as "ONE ALL". 256 MiB a thread, more than caches hold on most machines.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <thread>
#include <vector>

namespace {

constexpr std::size_t kWords = 32U << 20U;
constexpr int kRounds = 5;

std::uint64_t fold(const std::vector<std::uint64_t>& memory) {
    std::uint64_t sum = 0;
    for (const std::uint64_t value : memory) sum ^= value;
    return sum;
}

double bytes_per_second(unsigned threads_count) {
    std::vector<std::vector<std::uint64_t>> memory(threads_count, std::vector<std::uint64_t>(kWords, 1));
    volatile std::uint64_t sink = 0;
    double best_seconds = 1e9;
    for (int round = 0; round < kRounds; ++round) {
        std::vector<std::uint64_t> sums(threads_count);
        const auto start = std::chrono::steady_clock::now();
        {
            std::vector<std::jthread> threads;
            for (unsigned i = 1; i < threads_count; ++i) {
                threads.emplace_back([&, i] { sums[i] = fold(memory[i]); });
            }
            sums[0] = fold(memory[0]);
        }
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
        for (const std::uint64_t sum : sums) sink = sink + sum;
        best_seconds = std::min(best_seconds, elapsed.count());
    }
    return static_cast<double>(threads_count * kWords * sizeof(std::uint64_t)) / best_seconds;
}

}  // namespace

int main() {
    std::printf("%.0f %.0f\n", bytes_per_second(1),
                bytes_per_second(std::max(1U, std::thread::hardware_concurrency())));
    return 0;
}
