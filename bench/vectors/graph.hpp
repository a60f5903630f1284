#pragma once

// How the graphs (HNSW) are built and searched: alike for all engines. 16 links are what hnswlib's own example
// takes; 128 for building is USearch's default, between those of FAISS (40) and hnswlib (200).

#include <vector>

namespace palette::bench {

inline constexpr int kGraphLinks = 16;
inline constexpr int kGraphBuildEffort = 128;
inline const std::vector<int> kGraphEfforts = {64, 128, 256, 512, 1024, 2048};

}  // namespace palette::bench
