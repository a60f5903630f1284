// hnswlib (Debian's libhnswlib-dev). This version knows no filter while it searches, so the wanted ones are
// picked from a longer list.

#include <algorithm>
#include <cstddef>
#include <hnswlib/hnswlib.h>

#include "dataset.hpp"
#include "graph.hpp"
#include "parallel.hpp"
#include "peer.hpp"

namespace palette::bench {
namespace {

// How many times as many are asked for as pass on average, so that enough pass.
constexpr double kSpare = 1.3;

class HnswlibPeer final : public Peer {
    using Graph = hnswlib::HierarchicalNSW<float>;

  public:
    explicit HnswlibPeer(const PeerLimits& limits)
        : limits_(limits),
          space_(limits.dimension),
          graph_(std::make_unique<Graph>(&space_, limits.count, kGraphLinks, kGraphBuildEffort)) {}

    void add(std::int64_t first, const float* rows, std::size_t count) override {
        // The first is the entry of all others.
        std::size_t done = 0;
        if (first == 0) graph_->addPoint(rows, static_cast<hnswlib::labeltype>(done++));
        on_all_cores(count - done, [&](std::size_t i, std::size_t /*thread*/) {
            graph_->addPoint(rows + (done + i) * limits_.dimension,
                             static_cast<hnswlib::labeltype>(first) + done + i);
        });
    }
    void save(const std::filesystem::path& file) override { graph_->saveIndex(file); }
    void load(const std::filesystem::path& file) override {
        graph_.reset();
        graph_ = std::make_unique<Graph>(&space_, file.string());
    }

    std::vector<int> efforts() const override { return kGraphEfforts; }
    void set_effort(int effort) override {
        effort_ = static_cast<std::size_t>(effort);
        graph_->setEf(std::max(effort_, asked(kNeighbors)));
    }
    void set_filter(std::int64_t divisor) override {
        divisor_ = static_cast<std::size_t>(divisor);
        graph_->setEf(std::max(effort_, asked(kNeighbors)));
    }
    std::string_view filter_kind() const override { return "picked from a longer list"; }

    std::vector<std::int64_t> search(const float* query, std::size_t k, std::size_t /*client*/) override {
        auto found = graph_->searchKnn(query, asked(k));
        std::vector<std::int64_t> ids;
        for (; !found.empty(); found.pop()) {
            const auto id = found.top().second;
            if (id % divisor_ == 0) ids.push_back(static_cast<std::int64_t>(id));
        }
        if (ids.size() > k) ids.erase(ids.begin(), ids.end() - static_cast<std::ptrdiff_t>(k));
        return ids;
    }

  private:
    [[nodiscard]] std::size_t asked(std::size_t k) const {
        if (divisor_ == 1) return k;
        const auto wanted = static_cast<std::size_t>(kSpare * static_cast<double>(k * divisor_));
        return std::min(limits_.count, wanted);
    }

    PeerLimits limits_;
    hnswlib::InnerProductSpace space_;
    std::unique_ptr<Graph> graph_;
    std::size_t effort_ = 0;
    std::size_t divisor_ = 1;
};

}  // namespace

std::unique_ptr<Peer> make_peer(const PeerLimits& limits) {
    return std::make_unique<HnswlibPeer>(limits);
}

}  // namespace palette::bench
