#pragma once

// What all engines are measured on: a folder of files without headers, made by make_dataset.
//
//   embeddings.f32           rows of unit length, one after the other; row i has id i
//   queries.f32              the same for queries
//   exact-COUNT-DIVISOR.i32  for each query the ids of its kNeighbors best by exact float32, among the first
//                            COUNT embeddings whose id is a multiple of DIVISOR; -1 where fewer pass
//
// Programs of one process and one thread use it; what is wrong ends the program.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace palette::bench {

inline constexpr std::size_t kNeighbors = 50;
// One embedding in so many passes a filter.
inline constexpr std::int64_t kDivisors[] = {1, 10, 100, 1000};
// Embeddings that are held as float32 at a time.
inline constexpr std::size_t kBlockRows = 8192;

[[noreturn]] void give_up(const std::string& why);

// Rows of a file, block by block.
class RowReader {
  public:
    RowReader(const std::filesystem::path& file, std::size_t dimension);

    // At most `count_max` rows, fewer at the end of the file; valid until the next call.
    [[nodiscard]] const std::vector<float>& read(std::size_t count_max);

  private:
    std::ifstream stream_;
    std::size_t dimension_;
    std::vector<float> rows_;
};

struct Queries {
    std::size_t dimension = 0;
    std::vector<float> rows;

    [[nodiscard]] std::size_t count() const { return rows.size() / dimension; }
    [[nodiscard]] const float* row(std::size_t i) const { return rows.data() + i * dimension; }
};

[[nodiscard]] Queries read_queries(const std::filesystem::path& dataset, std::size_t dimension);

[[nodiscard]] std::filesystem::path exact_file(const std::filesystem::path& dataset, std::size_t count,
                                               std::int64_t divisor);
// kNeighbors ids a query.
[[nodiscard]] std::vector<std::int32_t> read_exact(const std::filesystem::path& dataset, std::size_t count,
                                                   std::int64_t divisor);

template <class T>
void append(std::ofstream& stream, const std::vector<T>& values) {
    stream.write(reinterpret_cast<const char*>(values.data()),
                 static_cast<std::streamsize>(values.size() * sizeof(T)));
    if (!stream) give_up("cannot write the data set");
}

}  // namespace palette::bench
