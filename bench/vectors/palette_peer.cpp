// Palette's own index.

#include <map>

#include "dataset.hpp"
#include "peer.hpp"
#include "vectors/vector_index.hpp"

namespace palette::bench {
namespace {

constexpr std::string_view kPack = "bench@1";

void must(const Result<void>& done) {
    if (!done) give_up(describe(done.error()));
}

class PalettePeer final : public Peer {
  public:
    explicit PalettePeer(const PeerLimits& limits)
        : limits_(limits), index_(std::make_unique<vectors::VectorIndex>(limits.dimension)) {}

    void add(std::int64_t first, const float* rows, std::size_t count) override {
        for (std::size_t i = 0; i < count; ++i) {
            must(index_->upsert(first + static_cast<std::int64_t>(i),
                                {rows + i * limits_.dimension, limits_.dimension}));
        }
    }

    void save(const std::filesystem::path& file) override { must(index_->save(file, kPack, 0)); }

    void load(const std::filesystem::path& file) override {
        auto loaded = vectors::VectorIndex::load(file, kPack, limits_.dimension);
        if (!loaded) give_up(describe(loaded.error()));
        index_ = std::move(loaded->index);
    }

    // Of all, too: a bit of each is read.
    void set_filter(std::int64_t divisor) override {
        auto known = filters_.find(divisor);
        if (known == filters_.end()) {
            std::vector<std::int64_t> ids;
            for (std::int64_t id = 0; id < static_cast<std::int64_t>(limits_.count); id += divisor) {
                ids.push_back(id);
            }
            known = filters_.emplace(divisor, index_->filter_of(ids)).first;
        }
        filter_ = &known->second;
    }

    void clear_filter() override { filter_ = nullptr; }

    std::string_view filter_kind() const override { return "a bit an image, read by the scan"; }

    std::vector<std::int64_t> search(const float* query, std::size_t k, std::size_t /*client*/) override {
        const auto found = index_->search({query, limits_.dimension}, k, filter_);
        if (!found) give_up(describe(found.error()));
        std::vector<std::int64_t> ids;
        for (const auto& neighbor : found->neighbors) ids.push_back(neighbor.id);
        return ids;
    }

    std::uint64_t bytes_read(const float* query, std::size_t k) override {
        const auto found = index_->search({query, limits_.dimension}, k, filter_);
        return found ? found->bytes_read : 0;
    }

  private:
    PeerLimits limits_;
    std::unique_ptr<vectors::VectorIndex> index_;
    std::map<std::int64_t, vectors::Filter> filters_;  // by divisor
    const vectors::Filter* filter_ = nullptr;
};

}  // namespace

std::unique_ptr<Peer> make_peer(const PeerLimits& limits) {
    return std::make_unique<PalettePeer>(limits);
}

}  // namespace palette::bench
