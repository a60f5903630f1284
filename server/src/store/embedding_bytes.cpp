#include "store/embedding_bytes.hpp"

#include <bit>
#include <cstring>

namespace palette::store {
namespace {

// GCC's half-precision type on x86-64 (SSE2 and up) and AArch64: IEEE 754 binary16, rounding to nearest even.
#if defined(__aarch64__)
using Half = __fp16;  // GCC 12 has no other name for it there
#else
using Half = _Float16;
#endif
static_assert(sizeof(Half) == 2 && std::endian::native == std::endian::little);

}  // namespace

void bind_embedding(SQLite::Statement& statement, int at, std::span<const float> embedding) {
    std::vector<Half> half(embedding.size());
    for (std::size_t i = 0; i < half.size(); ++i) half[i] = static_cast<Half>(embedding[i]);
    // Not null where there is nothing: SQLite takes a null pointer for NULL.
    statement.bind(at, half.empty() ? "" : static_cast<const void*>(half.data()),
                   static_cast<int>(half.size() * sizeof(Half)));
}

void read_embedding(const SQLite::Column& column, std::vector<float>& embedding) {
    const auto* bytes = static_cast<const char*>(column.getBlob());
    embedding.resize(static_cast<std::size_t>(column.getBytes()) / sizeof(Half));
    for (std::size_t i = 0; i < embedding.size(); ++i) {
        Half half{};
        std::memcpy(&half, bytes + i * sizeof(Half), sizeof(Half));
        embedding[i] = static_cast<float>(half);
    }
}

}  // namespace palette::store
