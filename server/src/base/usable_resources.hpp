#pragma once

// How much of the machine this process may use: what the scheduler allows it (affinity) and its control
// groups' limits, whichever is less. A container limited to 2 CPUs and 1 GB of a machine with 64 still sees
// 64 of them. Any thread.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace palette {

// How many cores it may keep busy, at least 1.
[[nodiscard]] int usable_cores();

// How much memory it may have, in bytes.
[[nodiscard]] std::uint64_t usable_memory_bytes();

// Parts of it, for tests. Whole cores of a quota in the text of cpu.max, "200000 100000", at least 1; nothing
// without a limit.
[[nodiscard]] std::optional<int> quota_cores(std::string_view cpu_max);
// The least quota, and the least memory.max in bytes, of a group (a path such as
// "/user.slice/palette.service") and all above it, as mounted at `root`.
[[nodiscard]] std::optional<int> group_quota_cores(const std::filesystem::path& root, std::string_view group);
[[nodiscard]] std::optional<std::uint64_t> group_memory_bytes(const std::filesystem::path& root,
                                                              std::string_view group);

}  // namespace palette
