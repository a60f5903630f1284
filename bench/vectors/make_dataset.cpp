// Makes a data set (dataset.hpp) out of real embeddings.
//
//   make_dataset FOLDER SAMPLES DIMENSION QUERIES COUNT...
//
// SAMPLES holds the real ones as float32 rows of DIMENSION values, a multiple of 64. With COUNTs in rising
// order, embeddings and queries are blended from them (vectors/embedding_source.hpp). Without one they are
// the samples themselves, QUERIES of them, evenly spread, held out as queries; how many are left is printed.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <thread>

#include "dataset.hpp"
#include "vectors/embedding_source.hpp"
#include "vectors/scan_kernels.hpp"
#include "vectors/top_k.hpp"

namespace palette::bench {
namespace {

void to_unit_length(float* row, std::size_t dimension) {
    const float length = std::sqrt(vectors::dot(row, row, dimension));
    for (std::size_t i = 0; i < dimension; ++i) row[i] /= length;
}

// The exact neighbors of all queries, gathered block by block.
class ExactScan {
  public:
    explicit ExactScan(const Queries& queries)
        : queries_(queries),
          best_(queries.count(),
                std::vector<vectors::TopK>(std::size(kDivisors), vectors::TopK(kNeighbors))) {}

    void add(std::size_t first, const std::vector<float>& rows) {
        const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
        std::vector<std::jthread> threads;
        for (std::size_t core = 0; core < cores; ++core) {
            threads.emplace_back([&, core] {
                for (std::size_t query = core; query < queries_.count(); query += cores) {
                    add(query, first, rows);
                }
            });
        }
    }

    void write(const std::filesystem::path& folder, std::size_t count) const {
        for (std::size_t d = 0; d < std::size(kDivisors); ++d) {
            std::vector<std::int32_t> ids;
            for (const auto& of_query : best_) {
                vectors::TopK best = of_query[d];
                const auto sorted = best.take_sorted();
                for (std::size_t i = 0; i < kNeighbors; ++i) {
                    ids.push_back(i < sorted.size() ? static_cast<std::int32_t>(sorted[i].id) : -1);
                }
            }
            std::ofstream stream(exact_file(folder, count, kDivisors[d]), std::ios::binary);
            append(stream, ids);
        }
    }

  private:
    void add(std::size_t query, std::size_t first, const std::vector<float>& rows) {
        const std::size_t dimension = queries_.dimension;
        for (std::size_t i = 0; i < rows.size() / dimension; ++i) {
            const float score = vectors::dot(queries_.row(query), rows.data() + i * dimension, dimension);
            const auto id = static_cast<std::int64_t>(first + i);
            for (std::size_t d = 0; d < std::size(kDivisors) && id % kDivisors[d] == 0; ++d) {
                best_[query][d].push(id, score);
            }
        }
    }

    const Queries& queries_;
    std::vector<std::vector<vectors::TopK>> best_;  // by query and divisor
};

void write_queries(const std::filesystem::path& folder, const Queries& queries) {
    std::ofstream stream(folder / "queries.f32", std::ios::binary);
    append(stream, queries.rows);
}

void make_blended(const std::filesystem::path& folder, std::vector<std::vector<float>> samples,
                  std::size_t query_count, std::span<const std::size_t> counts) {
    const std::size_t dimension = samples.front().size();
    vectors::EmbeddingSource source(std::move(samples));
    Queries queries{dimension, std::vector<float>(query_count * dimension)};
    for (std::size_t i = 0; i < query_count; ++i) {
        source.fill(queries.rows.data() + i * dimension);
        to_unit_length(queries.rows.data() + i * dimension, dimension);
    }
    write_queries(folder, queries);
    ExactScan exact(queries);
    std::ofstream stream(folder / "embeddings.f32", std::ios::binary);
    std::vector<float> rows;
    std::size_t made = 0;
    for (const std::size_t count : counts) {
        while (made < count) {
            rows.resize(std::min(kBlockRows, count - made) * dimension);
            for (float* row = rows.data(); row != rows.data() + rows.size(); row += dimension) {
                source.fill(row);
                to_unit_length(row, dimension);
            }
            append(stream, rows);
            exact.add(made, rows);
            made += rows.size() / dimension;
        }
        exact.write(folder, count);
    }
}

void split_real(const std::filesystem::path& folder, const std::vector<std::vector<float>>& samples,
                std::size_t query_count) {
    const std::size_t dimension = samples.front().size();
    const std::size_t every = samples.size() / query_count;
    if (every < 2) give_up("too few samples for that many queries");
    Queries queries{dimension, {}};
    std::vector<float> rows;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const bool held_out = i % every == 0 && i / every < query_count;
        auto& to = held_out ? queries.rows : rows;
        to.insert(to.end(), samples[i].begin(), samples[i].end());
        to_unit_length(to.data() + to.size() - dimension, dimension);
    }
    write_queries(folder, queries);
    std::ofstream stream(folder / "embeddings.f32", std::ios::binary);
    append(stream, rows);
    ExactScan exact(queries);
    exact.add(0, rows);
    exact.write(folder, rows.size() / dimension);
    std::printf("%zu\n", rows.size() / dimension);
}

}  // namespace
}  // namespace palette::bench

int main(int argc, char** argv) {
    using namespace palette::bench;
    if (argc < 5) give_up("usage: make_dataset FOLDER SAMPLES DIMENSION QUERIES COUNT...");
    const auto number = [&](int i) { return static_cast<std::size_t>(std::strtoull(argv[i], nullptr, 10)); };
    const std::size_t dimension = number(3);
    if (dimension == 0 || dimension % 64 != 0) give_up("make_dataset: DIMENSION is no multiple of 64");
    std::vector<std::vector<float>> samples;
    RowReader reader(argv[2], dimension);
    for (const auto* row = &reader.read(1); !row->empty(); row = &reader.read(1)) samples.push_back(*row);
    if (samples.size() < 2) give_up("make_dataset: SAMPLES holds too few");
    std::vector<std::size_t> counts;
    for (int i = 5; i < argc; ++i) counts.push_back(number(i));
    if (counts.empty()) {
        split_real(argv[1], samples, number(4));
    } else {
        make_blended(argv[1], std::move(samples), number(4), counts);
    }
    return 0;
}
