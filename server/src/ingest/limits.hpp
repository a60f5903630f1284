#pragma once

// What one picture may ask of ingest.

#include <cstdint>

#include "imaging/limits.hpp"

namespace palette::ingest {

struct Limits {
    std::uint64_t original_bytes_max = 512'000'000;
    imaging::Limits imaging;
};

// A job that began this often without ending is given up: it is what stops the process.
inline constexpr int kAttemptsMax = 10;

}  // namespace palette::ingest
