#pragma once

// Wall-clock time as the library stores it. Durations are measured with std::chrono::steady_clock, never with
// this.

#include <chrono>
#include <string>

namespace palette {

using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

[[nodiscard]] inline Timestamp now() {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

// RFC 3339 in UTC with milliseconds: "2026-11-23T21:14:03.120Z".
[[nodiscard]] std::string to_rfc3339(Timestamp time);

// Milliseconds since construction.
class Stopwatch {
  public:
    [[nodiscard]] double elapsed_ms() const {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
    }

  private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace palette
