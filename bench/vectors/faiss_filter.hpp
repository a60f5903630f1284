#pragma once

// What the two FAISS engines share.

#include <cstdint>
#include <faiss/Index.h>
#include <faiss/impl/IDSelector.h>
#include <faiss/index_io.h>
#include <memory>
#include <vector>

namespace palette::bench {

class FaissFilter {
  public:
    explicit FaissFilter(std::size_t count) : bits_((count + 7) / 8), count_(count) {}

    void set(std::int64_t divisor) {
        selector_.reset();
        if (divisor == 1) return;
        bits_.assign(bits_.size(), 0);
        for (std::size_t id = 0; id < count_; id += static_cast<std::size_t>(divisor)) {
            bits_[id / 8] = static_cast<std::uint8_t>(bits_[id / 8] | 1U << (id % 8));
        }
        selector_ = std::make_unique<faiss::IDSelectorBitmap>(bits_.size(), bits_.data());
    }
    // Null: all pass.
    [[nodiscard]] faiss::IDSelector* selector() const { return selector_.get(); }

  private:
    std::vector<std::uint8_t> bits_;
    std::size_t count_;
    std::unique_ptr<faiss::IDSelectorBitmap> selector_;
};

[[nodiscard]] inline std::vector<std::int64_t> faiss_search(const faiss::Index& index, const float* query,
                                                            std::size_t k,
                                                            const faiss::SearchParameters& parameters) {
    std::vector<float> scores(k);
    std::vector<faiss::Index::idx_t> ids(k);
    index.search(1, query, static_cast<faiss::Index::idx_t>(k), scores.data(), ids.data(), &parameters);
    return {ids.begin(), ids.end()};
}

}  // namespace palette::bench
