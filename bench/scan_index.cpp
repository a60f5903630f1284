// Palette's vector index, driven by numpy_search.py: the same embeddings and the same queries for both.
//
//   scan_index COUNT DIMENSION QUERIES K
//
// reads COUNT embeddings and QUERIES queries (float32, row after row) from standard input, prints "built
// SECONDS BYTES" (growth of resident memory), and then answers one command a line until standard input ends:
//
//   all    every query over the whole index
//   half   every query with a filter that passes every other embedding
//
// with QUERIES lines "MILLISECONDS ID ID ..." each. Ids count the embeddings from 0.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "vectors/vector_index.hpp"

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

long long resident_bytes() {
    long long total_pages = 0;
    long long resident_pages = 0;
    std::FILE* statm = std::fopen("/proc/self/statm", "r");
    if (statm == nullptr || std::fscanf(statm, "%lld %lld", &total_pages, &resident_pages) != 2) std::abort();
    std::fclose(statm);
    return resident_pages * ::sysconf(_SC_PAGESIZE);
}

void read_vector(std::vector<float>& values) {
    if (std::fread(values.data(), sizeof(float), values.size(), stdin) == values.size()) return;
    std::fputs("scan_index: standard input ended early\n", stderr);
    std::exit(1);
}

void answer(const palette::vectors::VectorIndex& index, const std::vector<std::vector<float>>& queries,
            std::size_t k, const palette::vectors::Filter* filter) {
    for (const auto& query : queries) {
        const auto start = Clock::now();
        const auto result = index.search(query, k, filter);
        const double took_ms = milliseconds_since(start);
        if (!result) std::abort();
        std::printf("%.6f", took_ms);
        for (const auto& neighbor : result->neighbors)
            std::printf(" %lld", static_cast<long long>(neighbor.id));
        std::putchar('\n');
    }
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fputs("usage: scan_index COUNT DIMENSION QUERIES K\n", stderr);
        return 1;
    }
    const auto number = [&](int i) { return static_cast<std::size_t>(std::strtoull(argv[i], nullptr, 10)); };
    const std::size_t count = number(1);
    const std::size_t dimension = number(2);
    const std::size_t k = number(4);

    const long long bytes_before = resident_bytes();
    palette::vectors::VectorIndex index(dimension);
    std::vector<float> embedding(dimension);
    double build_ms = 0;
    for (std::size_t id = 0; id < count; ++id) {
        read_vector(embedding);
        const auto start = Clock::now();
        if (!index.upsert(static_cast<std::int64_t>(id), embedding)) std::abort();
        build_ms += milliseconds_since(start);
    }
    const long long bytes = resident_bytes() - bytes_before;

    std::vector<std::vector<float>> queries(number(3), std::vector<float>(dimension));
    for (auto& query : queries) read_vector(query);
    std::vector<std::int64_t> every_other;
    for (std::size_t id = 0; id < count; id += 2) every_other.push_back(static_cast<std::int64_t>(id));
    const palette::vectors::Filter half = index.filter_of(every_other);
    std::printf("built %.3f %lld\n", build_ms / 1000, bytes);
    std::fflush(stdout);

    char line[16];
    while (std::fgets(line, sizeof line, stdin) != nullptr) {
        answer(index, queries, k, std::string_view(line) == "half\n" ? &half : nullptr);
    }
    return 0;
}
