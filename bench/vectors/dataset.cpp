#include "dataset.hpp"

#include <cstdio>
#include <cstdlib>

namespace palette::bench {
namespace {

template <class T>
std::vector<T> read_all(const std::filesystem::path& file) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(file, error);
    std::vector<T> values(error ? 0 : bytes / sizeof(T));
    std::ifstream stream(file, std::ios::binary);
    stream.read(reinterpret_cast<char*>(values.data()),
                static_cast<std::streamsize>(values.size() * sizeof(T)));
    if (error || !stream) give_up("cannot read " + file.string());
    return values;
}

}  // namespace

void give_up(const std::string& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

RowReader::RowReader(const std::filesystem::path& file, std::size_t dimension)
    : stream_(file, std::ios::binary), dimension_(dimension) {
    if (!stream_) give_up("cannot read " + file.string());
}

const std::vector<float>& RowReader::read(std::size_t count_max) {
    rows_.resize(count_max * dimension_);
    stream_.read(reinterpret_cast<char*>(rows_.data()),
                 static_cast<std::streamsize>(rows_.size() * sizeof(float)));
    rows_.resize(static_cast<std::size_t>(stream_.gcount()) / sizeof(float) / dimension_ * dimension_);
    return rows_;
}

Queries read_queries(const std::filesystem::path& dataset, std::size_t dimension) {
    return {dimension, read_all<float>(dataset / "queries.f32")};
}

std::filesystem::path exact_file(const std::filesystem::path& dataset, std::size_t count,
                                 std::int64_t divisor) {
    return dataset / ("exact-" + std::to_string(count) + "-" + std::to_string(divisor) + ".i32");
}

std::vector<std::int32_t> read_exact(const std::filesystem::path& dataset, std::size_t count,
                                     std::int64_t divisor) {
    return read_all<std::int32_t>(exact_file(dataset, count, divisor));
}

}  // namespace palette::bench
