#pragma once

// One search engine, as measure_peer sees it. Each program links one.
//
// What is called, in this order: add() with all embeddings, or load(); save(); then set_effort() and
// set_filter() at will, and between two of those search() from several threads.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

namespace palette::bench {

class Peer {
  public:
    Peer() = default;
    virtual ~Peer() = default;
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    // `count` rows of unit length with the ids from `first` on. Uses as many threads as the engine can.
    virtual void add(std::int64_t first, const float* rows, std::size_t count) = 0;
    virtual void save(const std::filesystem::path& file) = 0;
    virtual void load(const std::filesystem::path& file) = 0;

    // Values of what trades time for recall ("ef"), smallest first. Empty: there is nothing to trade.
    [[nodiscard]] virtual std::vector<int> efforts() const { return {}; }
    virtual void set_effort(int /*effort*/) {}

    // From now on only ids that are multiples of `divisor` are wanted.
    virtual void set_filter(std::int64_t divisor) = 0;
    // From now on all are wanted.
    virtual void clear_filter() { set_filter(1); }
    // How a filter works here, in a few words.
    [[nodiscard]] virtual std::string_view filter_kind() const = 0;

    // The ids of about the `k` best, in no particular order. `client` numbers the thread.
    [[nodiscard]] virtual std::vector<std::int64_t> search(const float* query, std::size_t k,
                                                           std::size_t client) = 0;

    // That such a search reads from memory; 0: not known.
    [[nodiscard]] virtual std::uint64_t bytes_read(const float* /*query*/, std::size_t /*k*/) { return 0; }
};

struct PeerLimits {
    std::size_t dimension = 0;
    std::size_t count = 0;
    std::size_t clients = 0;
    std::filesystem::path folder;  // for files that are not finished
};
[[nodiscard]] std::unique_ptr<Peer> make_peer(const PeerLimits& limits);

}  // namespace palette::bench
