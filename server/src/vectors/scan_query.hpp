#pragma once

// One query as the scan wants it: quantized to 3 bits for signs, 6 for coarse codes and 12 for fine
// ones, anew for each centre it meets. Any thread.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>

#include "vectors/row_codes.hpp"
#include "vectors/scan_kernels.hpp"

namespace palette::vectors {

// A vector as integers in two's complement: about step * value.
struct QueryPlanes {
    // The planes of `rest`, whose largest number in size is `largest`.
    QueryPlanes(const float* rest, std::size_t padded, std::size_t plane_count, float largest);

    [[nodiscard]] BitPlanes planes() const { return {words.get(), bits}; }

    AlignedArray<std::uint64_t> words;
    std::size_t bits;
    float step = 0;
    double sum = 0;            // of the integers
    double squared_error = 0;  // of the vector
};

// A vector as odd numbers that meet signs, from -(2^kSignQueryBits - 1) to as much above zero.
struct SignQuery {
    SignQuery(const float* rest, std::size_t padded);

    // So many times the numbers, or those in front with zeros for the others, is y with
    // y . vector = |vector|^2.
    struct StandIn {
        float scale = 0;  // zero: there is none
        float squared_length = 0;
    };
    StandIn front;
    StandIn all;
    // As scan_signs() reads them: a number is the sum of 2^b times the sign in plane b.
    AlignedArray<std::uint64_t> front_planes;
    AlignedArray<std::uint64_t> rear_planes;
};

// The query as rows around one centre see it.
struct CentredQuery {
    CentredQuery(const float* rest, std::size_t padded, float along_centre);

    float along;
    float squared_length;  // of what is not along the centre
    float largest;         // of its numbers, in size
    SignQuery signs;
    QueryPlanes coarse;
    QueryPlanes fine;
};

class ScanQuery {
  public:
    // `unit` is rotated, padded, of unit length, and outlives this.
    explicit ScanQuery(std::span<const float> unit) : unit_(unit) {}
    ~ScanQuery();
    ScanQuery(const ScanQuery&) = delete;
    ScanQuery& operator=(const ScanQuery&) = delete;

    [[nodiscard]] const float* unit() const { return unit_.data(); }
    [[nodiscard]] std::size_t size() const { return unit_.size(); }
    [[nodiscard]] const CentredQuery& at(const Centre& centre) const;

  private:
    std::span<const float> unit_;
    mutable std::mutex making_;
    mutable std::array<std::atomic<const CentredQuery*>, kCentresMax> centred_{};  // by the centre's number
};

}  // namespace palette::vectors
