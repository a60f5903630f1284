#pragma once

// Work on rows for engines that take one row a call, on all cores.

#include <algorithm>
#include <cstddef>
#include <thread>
#include <vector>

namespace palette::bench {

[[nodiscard]] inline std::size_t cores() {
    return std::max(1U, std::thread::hardware_concurrency());
}

// Calls work(i, thread) once for each i < count.
template <class Work>
void on_all_cores(std::size_t count, Work work) {
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < cores(); ++thread) {
        threads.emplace_back([&, thread] {
            for (std::size_t i = thread; i < count; i += cores()) work(i, thread);
        });
    }
}

}  // namespace palette::bench
