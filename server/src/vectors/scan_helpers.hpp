#pragma once

// Lets a search use cores that no other search is using. One search at a time takes all of them; when as many
// search as there are cores, each stays on its own thread.
//
// One per VectorIndex. Its threads start with the first work that is worth sharing. Any thread.

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>

#include "base/thread_pool.hpp"

namespace palette::vectors {

class ScanHelpers {
  public:
    // `cores` that searches may keep busy, the callers' included.
    explicit ScanHelpers(std::size_t cores) : cores_(cores) {}

    // Calls part(i) once for each i < parts, here and on idle cores, and returns when all are done. `part`
    // does not throw.
    void share(std::size_t parts, const std::function<void(std::size_t)>& part);

  private:
    struct Work;

    const std::size_t cores_;
    std::atomic<std::size_t> busy_{0};  // threads that scan
    std::once_flag started_;
    std::unique_ptr<ThreadPool> pool_;
};

}  // namespace palette::vectors
