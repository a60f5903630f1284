// What this machine reads from memory: prints the best of some rounds in bytes a second, with one thread and
// with one per core, as "ONE ALL".

#include <algorithm>
#include <cstdio>
#include <thread>

#include "memory_probe.hpp"

namespace {

constexpr int kRounds = 5;

double best_of_rounds(std::size_t threads) {
    const palette::bench::MemoryProbe probe(threads);
    double best = 0;
    for (int round = 0; round < kRounds; ++round) best = std::max(best, probe.bytes_per_second());
    return best;
}

}  // namespace

int main() {
    std::printf("%.0f %.0f\n", best_of_rounds(1),
                best_of_rounds(std::max(1U, std::thread::hardware_concurrency())));
    return 0;
}
