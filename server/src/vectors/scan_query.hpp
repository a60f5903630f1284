#pragma once

// One query as the scan wants it: quantized to 4 bits for signs, 6 for coarse codes and 12 for fine ones,
// anew for each centre it meets. One thread at a time; a search makes one for each part it scans.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "vectors/row_codes.hpp"
#include "vectors/scan_kernels.hpp"

namespace palette::vectors {

// A vector as integers in two's complement: about step * value.
struct QueryPlanes {
    // The planes of `rest`.
    QueryPlanes(const float* rest, std::size_t padded, std::size_t plane_count);

    [[nodiscard]] BitPlanes planes() const { return {words.get(), bits}; }

    AlignedArray<std::uint64_t> words;
    std::size_t bits;
    float step = 0;
    double sum = 0;            // of the integers
    double squared_error = 0;  // of the vector
};

// The query as rows around one centre see it.
struct CentredQuery {
    CentredQuery(const float* rest, std::size_t padded, float along_centre);

    float along;
    float squared_length;  // of what is not along the centre
    QueryPlanes scan;
    QueryPlanes coarse;
    QueryPlanes fine;
};

class ScanQuery {
  public:
    // `unit` is rotated, padded, of unit length, and outlives this.
    explicit ScanQuery(std::span<const float> unit) : unit_(unit), room_(kRowWordsMax) {}

    [[nodiscard]] const float* unit() const { return unit_.data(); }
    [[nodiscard]] std::size_t size() const { return unit_.size(); }
    // For a row that is read from the disk.
    [[nodiscard]] std::uint64_t* room() { return room_.data(); }
    [[nodiscard]] const CentredQuery& at(const Centre& centre);

  private:
    static constexpr std::size_t kRowWordsMax = kFineBits * kDimensionMax / 64 + 1;

    std::span<const float> unit_;
    std::vector<std::unique_ptr<const CentredQuery>> centred_;  // by the centre's number
    std::vector<std::uint64_t> room_;
};

}  // namespace palette::vectors
