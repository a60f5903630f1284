// FAISS's exact scan of float32 (Debian's libfaiss-dev).

#include <faiss/IndexFlat.h>

#include "faiss_filter.hpp"
#include "peer.hpp"

namespace palette::bench {
namespace {

class FaissFlatPeer final : public Peer {
  public:
    explicit FaissFlatPeer(const PeerLimits& limits)
        : index_(std::make_unique<faiss::IndexFlatIP>(static_cast<faiss::Index::idx_t>(limits.dimension))),
          filter_(limits.count) {}

    void add(std::int64_t /*first*/, const float* rows, std::size_t count) override {
        index_->add(static_cast<faiss::Index::idx_t>(count), rows);
    }
    void save(const std::filesystem::path& file) override { faiss::write_index(index_.get(), file.c_str()); }
    void load(const std::filesystem::path& file) override { index_.reset(faiss::read_index(file.c_str())); }

    void set_filter(std::int64_t divisor) override { filter_.set(divisor); }
    std::string_view filter_kind() const override { return "IDSelectorBitmap"; }

    std::vector<std::int64_t> search(const float* query, std::size_t k, std::size_t /*client*/) override {
        faiss::SearchParameters parameters;
        parameters.sel = filter_.selector();
        return faiss_search(*index_, query, k, parameters);
    }

  private:
    std::unique_ptr<faiss::Index> index_;
    FaissFilter filter_;
};

}  // namespace

std::unique_ptr<Peer> make_peer(const PeerLimits& limits) {
    return std::make_unique<FaissFlatPeer>(limits);
}

}  // namespace palette::bench
