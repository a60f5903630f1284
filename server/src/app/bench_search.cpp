// `palette bench search`: how fast and how exact the vector index is on this machine, beside an exact scan of
// float32 in the same run.

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <fstream>
#include <malloc.h>
#include <optional>
#include <string>
#include <thread>
#include <unistd.h>
#include <unordered_set>
#include <vector>

#include <boost/json.hpp>
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/resources.hpp"
#include "base/clock.hpp"
#include "files/data_directory.hpp"
#include "inference/pack_description.hpp"
#include "store/database.hpp"
#include "store/embedding_repository.hpp"
#include "vectors/embedding_source.hpp"
#include "vectors/scan_kernels.hpp"
#include "vectors/top_k.hpp"
#include "vectors/unit_vector.hpp"
#include "vectors/vector_index.hpp"

namespace palette::app {
namespace {

constexpr std::size_t kSamplesMax = 20'000;
constexpr std::size_t kBlock = 32'768;        // embeddings held as float32 at a time: more than caches hold
constexpr std::size_t kExactQueriesMax = 20;  // that the exact scan answers too
constexpr std::size_t kNeighbors = 50;
constexpr std::string_view kPack = "bench@1";

using Embeddings = std::vector<std::vector<float>>;

// The library's embeddings where there is a library that has some.
Result<std::optional<vectors::EmbeddingSource>> source_of_library(const CommonOptions& common) {
    std::error_code error;
    if (!std::filesystem::exists(common.data / "palette.db", error)) return std::nullopt;
    auto folder = find_pack(common.pack);
    if (!folder) return forward(folder);
    auto pack = inference::read_description(*folder);
    if (!pack) return forward(pack);
    auto directory = files::DataDirectory::open(common.data);
    if (!directory) return forward(directory);
    auto database = store::Database::open(directory->database());
    if (!database) return forward(database);
    Embeddings samples;
    auto read = store::EmbeddingRepository(**database)
                    .for_each(pack->identity(), [&](ImageId, std::span<const float> embedding) {
                        if (samples.size() < kSamplesMax)
                            samples.emplace_back(embedding.begin(), embedding.end());
                    });
    if (!read) return forward(read);
    if (samples.size() < 2) return std::nullopt;
    return vectors::EmbeddingSource(std::move(samples));
}

double percentile(std::vector<double> values, double part) {
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(std::ceil(part * static_cast<double>(values.size() - 1)))];
}

// The best of some rounds of reading more than caches hold, in GB/s.
double bandwidth_gb_s(unsigned threads_count) {
    constexpr std::size_t kWords = 16U << 20U;
    constexpr int kRounds = 5;
    std::vector<std::vector<std::uint64_t>> memory(threads_count, std::vector<std::uint64_t>(kWords, 1));
    std::vector<std::uint64_t> sums(threads_count);
    double best_ms = 1e9;
    for (int round = 0; round < kRounds; ++round) {
        const Stopwatch stopwatch;
        {
            std::vector<std::jthread> threads;
            for (unsigned i = 0; i < threads_count; ++i) {
                threads.emplace_back([&, i] {
                    // Sums that do not wait for each other: else the core is what is measured.
                    std::array<std::uint64_t, 8> sum{};
                    for (std::size_t at = 0; at < kWords; at += sum.size()) {
                        for (std::size_t lane = 0; lane < sum.size(); ++lane)
                            sum[lane] ^= memory[i][at + lane];
                    }
                    for (const std::uint64_t lane : sum) sums[i] += lane;
                });
            }
        }
        best_ms = std::min(best_ms, stopwatch.elapsed_ms());
    }
    return static_cast<double>(threads_count * kWords * sizeof(std::uint64_t)) / best_ms / 1e6;
}

double resident_mb() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) * 1024 / 1e6;
    }
    return 0;
}

// What an exact scan of float32 says of the same embeddings.
struct Exact {
    std::vector<vectors::TopK> all;
    std::vector<vectors::TopK> filtered;
    double scan_ms = 0;  // a query
};

double recall(const std::vector<vectors::Neighbor>& found, vectors::TopK exact) {
    std::unordered_set<std::int64_t> wanted;
    for (const auto& neighbor : exact.take_sorted()) wanted.insert(neighbor.id);
    if (wanted.empty()) return 1;
    const auto hits =
        std::ranges::count_if(found, [&](const auto& neighbor) { return wanted.contains(neighbor.id); });
    return static_cast<double>(hits) / static_cast<double>(wanted.size());
}

struct Latencies {
    double p50_ms = 0;
    double p99_ms = 0;
    double per_s = 0;
};

// Each client asks its share of the queries, one after the other.
Latencies measure(const vectors::VectorIndex& index, const Embeddings& queries, const vectors::Filter* filter,
                  std::size_t clients) {
    std::vector<double> took(queries.size());
    const Stopwatch all;
    {
        std::vector<std::jthread> threads;
        for (std::size_t client = 0; client < clients; ++client) {
            threads.emplace_back([&, client] {
                for (std::size_t i = client; i < queries.size(); i += clients) {
                    const Stopwatch stopwatch;
                    (void)index.search(queries[i], kNeighbors, filter);
                    took[i] = stopwatch.elapsed_ms();
                }
            });
        }
    }
    const double all_ms = all.elapsed_ms();
    return {percentile(took, 0.5), percentile(took, 0.99),
            static_cast<double>(queries.size()) / all_ms * 1000};
}

// Fills the index, and lets the exact scan answer while each block is there as float32.
Result<double> build(vectors::EmbeddingSource& source, const BenchSearchOptions& options,
                     const Embeddings& queries, std::int64_t divisor, vectors::VectorIndex& index,
                     Exact& exact) {
    const std::size_t dimension = source.dimension();
    const std::size_t padded = vectors::padded_length(dimension);
    const std::size_t exact_queries = std::min(queries.size(), kExactQueriesMax);
    exact.all.assign(exact_queries, vectors::TopK(kNeighbors));
    exact.filtered = exact.all;
    std::vector<vectors::AlignedArray<float>> units;
    for (std::size_t i = 0; i < exact_queries; ++i) {
        auto unit = vectors::to_padded_unit(queries[i], dimension);
        if (!unit) return forward(unit);
        units.push_back(std::move(*unit));
    }
    auto block = vectors::make_aligned<float>(kBlock * padded);
    std::vector<float> embedding(dimension);
    double insert_ms = 0;
    double scan_ms = 0;
    for (std::size_t first = 0; first < options.images; first += kBlock) {
        const std::size_t count = std::min(kBlock, options.images - first);
        for (std::size_t i = 0; i < count; ++i) {
            source.fill(embedding.data());
            auto unit = vectors::to_padded_unit(embedding, dimension);
            if (!unit) return forward(unit);
            std::copy_n(unit->get(), padded, block.get() + i * padded);
        }
        const Stopwatch inserting;
        for (std::size_t i = 0; i < count; ++i) {
            auto inserted = index.upsert(static_cast<std::int64_t>(first + i),
                                         std::span<const float>(block.get() + i * padded, dimension));
            if (!inserted) return forward(inserted);
        }
        insert_ms += inserting.elapsed_ms();
        for (std::size_t query = 0; query < exact_queries; ++query) {
            const Stopwatch scanning;
            for (std::size_t i = 0; i < count; ++i) {
                const float score = vectors::dot(units[query].get(), block.get() + i * padded, padded);
                const auto id = static_cast<std::int64_t>(first + i);
                if (score >= exact.all[query].threshold()) exact.all[query].push(id, score);
                if (divisor > 1 && id % divisor == 0) exact.filtered[query].push(id, score);
            }
            scan_ms += scanning.elapsed_ms();
        }
    }
    exact.scan_ms = scan_ms / static_cast<double>(exact_queries);
    return static_cast<double>(options.images) / insert_ms * 1000;
}

// A folder that goes with this.
class Scratch {
  public:
    Scratch()
        : folder_(std::filesystem::temp_directory_path() / ("palette-bench-" + std::to_string(::getpid()))) {
        std::error_code error;
        std::filesystem::create_directories(folder_, error);
    }
    ~Scratch() {
        std::error_code error;
        std::filesystem::remove_all(folder_, error);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    [[nodiscard]] std::filesystem::path index() const { return folder_ / "bench.vectors"; }

  private:
    std::filesystem::path folder_;
};

void print_table(const boost::json::object& report) {
    for (const auto& [name, value] : report) {
        if (const auto* number = value.if_double()) {
            fmt::print("{:<34} {:.4g}\n", std::string_view(name), *number);
        } else {
            fmt::print("{:<34} {}\n", std::string_view(name), boost::json::serialize(value));
        }
    }
}

}  // namespace

int bench_search(const CommonOptions& common, const BenchSearchOptions& options) {
    auto of_library = source_of_library(common);
    if (!of_library) return report_failure(of_library.error());
    const bool real = of_library->has_value();
    vectors::EmbeddingSource source =
        real ? std::move(**of_library) : vectors::EmbeddingSource(options.dimension);
    const auto divisor = static_cast<std::int64_t>(std::lround(1 / options.filter));

    Embeddings queries(options.queries, std::vector<float>(source.dimension()));
    for (auto& query : queries) source.fill(query.data());
    Exact exact;
    const Scratch scratch;
    double inserts_per_s = 0;
    double save_ms = 0;
    {
        vectors::VectorIndex index(source.dimension());
        auto built = build(source, options, queries, divisor, index, exact);
        if (!built) return report_failure(built.error());
        inserts_per_s = *built;
        const Stopwatch stopwatch;
        if (auto saved = index.save(scratch.index(), kPack, 0); !saved) return report_failure(saved.error());
        save_ms = stopwatch.elapsed_ms();
    }
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const double bandwidth = bandwidth_gb_s(cores);
    const double bandwidth_of_one = bandwidth_gb_s(1);
    ::malloc_trim(0);  // what building took is not the index's

    const Stopwatch loading;
    auto loaded = vectors::VectorIndex::load(scratch.index(), kPack, source.dimension());
    if (!loaded) return report_failure(loaded.error());
    const double ready_ms = loading.elapsed_ms();
    const vectors::VectorIndex& index = *loaded->index;
    std::vector<std::int64_t> passing;
    for (std::int64_t id = 0; id < static_cast<std::int64_t>(options.images); id += divisor)
        passing.push_back(id);
    const vectors::Filter filter = index.filter_of(passing);
    passing = {};

    double recall_sum = 0;
    double filtered_recall_sum = 0;
    double bytes_read = 0;
    for (std::size_t i = 0; i < exact.all.size(); ++i) {
        const auto found = index.search(queries[i], kNeighbors);
        const auto filtered = index.search(queries[i], kNeighbors, &filter);
        if (!found || !filtered) return report_failure(found ? filtered.error() : found.error());
        recall_sum += recall(found->neighbors, exact.all[i]);
        filtered_recall_sum += recall(filtered->neighbors, divisor > 1 ? exact.filtered[i] : exact.all[i]);
        bytes_read += static_cast<double>(found->bytes_read);
    }
    const auto asked = static_cast<double>(exact.all.size());
    bytes_read /= asked;
    const Latencies one = measure(index, queries, nullptr, 1);
    const Latencies many = measure(index, queries, nullptr, options.clients);
    const Latencies filtered = measure(index, queries, &filter, 1);
    const double bandwidth_ms = bytes_read / bandwidth / 1e6;

    const boost::json::object report{
        {"images", options.images},
        {"dimension", source.dimension()},
        {"embeddings", real ? "blended from the library's" : "a cone"},
        {"queries", options.queries},
        {"threads", cores},
        {"recall_at_50", recall_sum / asked},
        {"p50_ms", one.p50_ms},
        {"p99_ms", one.p99_ms},
        {"float32_scan_ms", exact.scan_ms},
        {"times_float32_scan", exact.scan_ms / one.p50_ms},
        {"bytes_read_per_query", bytes_read},
        {"memory_bandwidth_gb_s", bandwidth},
        {"memory_bandwidth_one_core_gb_s", bandwidth_of_one},
        {"times_bandwidth_bound", one.p50_ms / bandwidth_ms},
        {"clients", options.clients},
        {"clients_p50_ms", many.p50_ms},
        {"clients_p99_ms", many.p99_ms},
        {"clients_searches_per_s", many.per_s},
        {"filter", options.filter},
        {"filtered_p50_ms", filtered.p50_ms},
        {"filtered_p99_ms", filtered.p99_ms},
        {"filtered_recall", filtered_recall_sum / asked},
        {"inserts_per_s", inserts_per_s},
        {"save_ms", save_ms},
        {"ready_ms", ready_ms},
        {"resident_mb", resident_mb()},
        {"disk_mb", static_cast<double>(std::filesystem::file_size(scratch.index())) / 1e6},
    };
    if (options.json) {
        fmt::print("{}\n", boost::json::serialize(report));
    } else {
        print_table(report);
    }
    return kExitOk;
}

}  // namespace palette::app
