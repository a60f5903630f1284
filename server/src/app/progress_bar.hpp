#pragma once

// A line on a terminal that shows how far something is: bar, share, rate and time left. Silent where standard
// error is no terminal. One thread.

#include <chrono>
#include <cstdint>

namespace palette::app {

class ProgressBar {
  public:
    enum class Unit : std::uint8_t { pictures, bytes };
    explicit ProgressBar(Unit unit = Unit::pictures);
    // Clears the line, so that what follows starts clean.
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    void show(std::uint64_t done, std::uint64_t total);

  private:
    const Unit unit_;
    const bool on_terminal_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace palette::app
