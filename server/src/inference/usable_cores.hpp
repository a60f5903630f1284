#pragma once

// How many cores this process may keep busy: what the scheduler allows it (affinity) and its control groups'
// quota, whichever is less. A container limited to 2 CPUs of a machine with 64 still sees 64 of them. Any
// thread.

#include <filesystem>
#include <optional>
#include <string_view>

namespace palette::inference {

// At least 1.
[[nodiscard]] int usable_cores();

// Parts of it, for tests. Whole cores of a quota in the text of cpu.max, "200000 100000", at least 1; nothing
// without a limit.
[[nodiscard]] std::optional<int> quota_cores(std::string_view cpu_max);
// The least quota of a group (a path such as "/user.slice/palette.service") and all above it, as mounted at
// `root`.
[[nodiscard]] std::optional<int> group_quota_cores(const std::filesystem::path& root, std::string_view group);

}  // namespace palette::inference
