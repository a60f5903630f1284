// FAISS's graph over float32 (Debian's libfaiss-dev).

#include <faiss/IndexHNSW.h>

#include "faiss_filter.hpp"
#include "graph.hpp"
#include "peer.hpp"

namespace palette::bench {
namespace {

class FaissHnswPeer final : public Peer {
  public:
    explicit FaissHnswPeer(const PeerLimits& limits)
        : index_(std::make_unique<faiss::IndexHNSWFlat>(static_cast<int>(limits.dimension), kGraphLinks)),
          filter_(limits.count) {
        index_->hnsw.efConstruction = kGraphBuildEffort;
    }

    void add(std::int64_t /*first*/, const float* rows, std::size_t count) override {
        index_->add(static_cast<faiss::Index::idx_t>(count), rows);
    }
    void save(const std::filesystem::path& file) override { faiss::write_index(index_.get(), file.c_str()); }
    void load(const std::filesystem::path& file) override {
        index_.reset(dynamic_cast<faiss::IndexHNSWFlat*>(faiss::read_index(file.c_str())));
    }

    std::vector<int> efforts() const override { return kGraphEfforts; }
    void set_effort(int effort) override { effort_ = effort; }
    void set_filter(std::int64_t divisor) override { filter_.set(divisor); }
    std::string_view filter_kind() const override { return "IDSelectorBitmap"; }

    std::vector<std::int64_t> search(const float* query, std::size_t k, std::size_t /*client*/) override {
        faiss::SearchParametersHNSW parameters;
        parameters.efSearch = effort_;
        parameters.sel = filter_.selector();
        return faiss_search(*index_, query, k, parameters);
    }

  private:
    std::unique_ptr<faiss::IndexHNSWFlat> index_;
    FaissFilter filter_;
    int effort_ = kGraphEfforts.front();
};

}  // namespace

std::unique_ptr<Peer> make_peer(const PeerLimits& limits) {
    return std::make_unique<FaissHnswPeer>(limits);
}

}  // namespace palette::bench
