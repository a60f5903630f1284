#include "base/usable_resources.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sched.h>
#include <string>
#include <thread>
#include <unistd.h>

#include "base/text.hpp"

namespace palette {
namespace {

const std::filesystem::path kGroupRoot = "/sys/fs/cgroup";

std::string read_line(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

template <class Number>
std::optional<Number> to_number(std::string_view text) {
    Number value{};
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

// The least that `read` finds in the folders of a group and all above it.
template <class Read>
auto least_of_group(const std::filesystem::path& root, std::string_view group, Read read) {
    std::filesystem::path folder = root;
    auto least = read(folder);
    for (const auto part : split(group, '/')) {
        if (part.empty()) continue;
        folder /= part;
        const auto limit = read(folder);
        if (limit) least = std::min(least.value_or(*limit), *limit);
    }
    return least;
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
    const auto quota = to_number<double>(parts[0]);  // "max" is no number
    const auto period = to_number<double>(parts[1]);
    if (!quota || !period || *quota <= 0 || *period <= 0) return std::nullopt;
    return std::max(1, static_cast<int>(*quota / *period));
}

std::optional<int> group_quota_cores(const std::filesystem::path& root, std::string_view group) {
    return least_of_group(root, group,
                          [](const auto& folder) { return quota_cores(read_line(folder / "cpu.max")); });
}

std::optional<std::uint64_t> group_memory_bytes(const std::filesystem::path& root, std::string_view group) {
    return least_of_group(root, group, [](const auto& folder) {
        return to_number<std::uint64_t>(trim(read_line(folder / "memory.max")));
    });
}

int usable_cores() {
    const int allowed = std::max(1, scheduler_cores());
    return std::min(allowed, group_quota_cores(kGroupRoot, own_group()).value_or(allowed));
}

std::uint64_t usable_memory_bytes() {
    const auto installed = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
                           static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    return std::min(installed, group_memory_bytes(kGroupRoot, own_group()).value_or(installed));
}

}  // namespace palette
