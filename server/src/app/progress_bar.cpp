#include "app/progress_bar.hpp"

#include <string>
#include <unistd.h>

#include <fmt/core.h>

namespace palette::app {
namespace {

constexpr std::uint64_t kWidth = 32;

std::string time_left(double seconds) {
    if (seconds >= 3600) {
        return fmt::format("{:.0f} h {:02.0f} min", seconds / 3600,
                           seconds / 60 - 60 * static_cast<int>(seconds / 3600));
    }
    if (seconds >= 60) {
        return fmt::format("{:.0f} min {:02.0f} s", seconds / 60,
                           seconds - 60 * static_cast<int>(seconds / 60));
    }
    return fmt::format("{:.0f} s", seconds);
}

}  // namespace

ProgressBar::ProgressBar(Unit unit) : unit_(unit), on_terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
    if (on_terminal_) fmt::print(stderr, "\r\033[K");
}

void ProgressBar::show(std::uint64_t done, std::uint64_t total) {
    if (!on_terminal_ || total == 0) return;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
    const auto filled = kWidth * done / total;
    std::string bar;
    for (std::uint64_t i = 0; i < kWidth; ++i) bar += i < filled ? "━" : "─";
    const std::string left = rate > 0 ? time_left(static_cast<double>(total - done) / rate) + " left" : "";
    if (unit_ == Unit::pictures) {
        fmt::print(stderr, "\r\033[K{} {} of {}  {:.0f} pictures/s  {}", bar, done, total, rate, left);
    } else {
        constexpr std::uint64_t kMegabyte = 1'000'000;
        fmt::print(stderr, "\r\033[K{} {} of {} MB  {:.1f} MB/s  {}", bar, done / kMegabyte,
                   total / kMegabyte, rate / kMegabyte, left);
    }
    std::fflush(stderr);
}

}  // namespace palette::app
