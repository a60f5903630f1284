// USearch's graph over half precision (npm's usearch, which brings its headers): with int8 recall stays under
// 0.95 whatever the effort.

#include <usearch/index_dense.hpp>

#include "dataset.hpp"
#include "graph.hpp"
#include "parallel.hpp"
#include "peer.hpp"

namespace palette::bench {
namespace {

namespace us = unum::usearch;

class UsearchPeer final : public Peer {
  public:
    explicit UsearchPeer(const PeerLimits& limits) : limits_(limits) {
        us::index_dense_config_t config(kGraphLinks, kGraphBuildEffort);
        const us::metric_punned_t metric(limits.dimension, us::metric_kind_t::ip_k, us::scalar_kind_t::f16_k);
        index_ = us::index_dense_t::make(metric, config);
        reserve();
    }

    void add(std::int64_t first, const float* rows, std::size_t count) override {
        on_all_cores(count, [&](std::size_t i, std::size_t thread) {
            if (!index_.add(static_cast<us::default_key_t>(first) + i, rows + i * limits_.dimension,
                            thread)) {
                give_up("usearch refused an embedding");
            }
        });
    }
    void save(const std::filesystem::path& file) override {
        if (!index_.save(file.c_str())) give_up("usearch cannot save");
    }
    void load(const std::filesystem::path& file) override {
        if (!index_.load(file.c_str())) give_up("usearch cannot load");
        reserve();
    }

    std::vector<int> efforts() const override { return kGraphEfforts; }
    void set_effort(int effort) override { index_.change_expansion_search(static_cast<std::size_t>(effort)); }
    void set_filter(std::int64_t divisor) override { divisor_ = static_cast<us::default_key_t>(divisor); }
    std::string_view filter_kind() const override { return "a predicate in the graph"; }

    std::vector<std::int64_t> search(const float* query, std::size_t k, std::size_t client) override {
        std::vector<us::default_key_t> keys(k);
        const auto passes = [this](us::default_key_t key) { return key % divisor_ == 0; };
        const auto found = divisor_ == 1 ? index_.search(query, k, client)
                                         : index_.filtered_search(query, k, passes, client);
        keys.resize(found.dump_to(keys.data()));
        return {keys.begin(), keys.end()};
    }

  private:
    void reserve() {
        const us::index_limits_t limits(limits_.count, std::max(limits_.clients, cores()));
        if (!index_.try_reserve(limits)) give_up("usearch cannot have that much memory");
    }

    PeerLimits limits_;
    us::index_dense_t index_;
    us::default_key_t divisor_ = 1;
};

}  // namespace

std::unique_ptr<Peer> make_peer(const PeerLimits& limits) {
    return std::make_unique<UsearchPeer>(limits);
}

}  // namespace palette::bench
