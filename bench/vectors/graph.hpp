#pragma once

// How the graphs (HNSW) are built and searched: alike for all engines. 16 links and 200 for building are what
// hnswlib's own example takes, and common in practice.

#include <vector>

namespace palette::bench {

inline constexpr int kGraphLinks = 16;
inline constexpr int kGraphBuildEffort = 200;
inline const std::vector<int> kGraphEfforts = {64, 128, 256, 512, 1024, 2048};

}  // namespace palette::bench
