#include "inference/usable_cores.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sched.h>
#include <string>
#include <thread>

#include "base/text.hpp"

namespace palette::inference {
namespace {

const std::filesystem::path kGroupRoot = "/sys/fs/cgroup";

std::string read_line(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

std::optional<double> to_number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// The group of this process in the unified hierarchy: the line "0::/path" of /proc/self/cgroup.
std::string own_group() {
    std::ifstream stream("/proc/self/cgroup");
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with("0::")) return line.substr(3);
    }
    return "/";
}

int scheduler_cores() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (::sched_getaffinity(0, sizeof(allowed), &allowed) == 0) return CPU_COUNT(&allowed);
    return static_cast<int>(std::thread::hardware_concurrency());
}

}  // namespace

std::optional<int> quota_cores(std::string_view cpu_max) {
    const auto parts = split(trim(cpu_max), ' ');
    if (parts.size() != 2) return std::nullopt;
    const auto quota = to_number(parts[0]);  // "max" is no number
    const auto period = to_number(parts[1]);
    if (!quota || !period || *quota <= 0 || *period <= 0) return std::nullopt;
    return std::max(1, static_cast<int>(*quota / *period));
}

std::optional<int> group_quota_cores(const std::filesystem::path& root, std::string_view group) {
    std::optional<int> least;
    std::filesystem::path folder = root;
    const auto look = [&] {
        const auto cores = quota_cores(read_line(folder / "cpu.max"));
        if (cores) least = std::min(least.value_or(*cores), *cores);
    };
    look();
    for (const auto part : split(group, '/')) {
        if (part.empty()) continue;
        folder /= part;
        look();
    }
    return least;
}

int usable_cores() {
    const int allowed = std::max(1, scheduler_cores());
    return std::min(allowed, group_quota_cores(kGroupRoot, own_group()).value_or(allowed));
}

}  // namespace palette::inference
