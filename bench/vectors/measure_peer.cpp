// Measures one engine on one data set and prints one JSON object.
//
//   peer_NAME DATASET DIMENSION COUNT KEPT [--seconds S]
//
// KEPT is the file of the built index. Where it is there already, it is loaded instead of built, and the time
// that building took comes from beside it. Otherwise it is built, saved and loaded, as after a restart, so
// that what an engine leaves on the disk is read from there.

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <malloc.h>
#include <set>
#include <string>
#include <string_view>
#include <thread>

#include <boost/json.hpp>

#include "../memory_probe.hpp"
#include "dataset.hpp"
#include "peer.hpp"

namespace palette::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kClientsMax = 8;
constexpr double kRecallWanted = 0.99;
// However long they take, so that there is a median.
constexpr std::size_t kSearchesMin = 8;
constexpr std::size_t kWarmUpSearches = 2;
// Of searches of one kind, before it is another's turn.
constexpr double kTurnSeconds = 0.05;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// Memory of this process that is no clean copy of a file.
double resident_bytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("RssAnon:")) return std::stod(line.substr(8)) * 1024;
    }
    give_up("/proc/self/status has no RssAnon");
}

double percentile(std::vector<double> values, double part) {
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(std::ceil(part * static_cast<double>(values.size() - 1)))];
}

struct Settings {
    std::filesystem::path dataset;
    std::size_t dimension = 0;
    std::size_t count = 0;
    std::filesystem::path kept;
    double seconds = 3;  // for each figure
};

class Measurement {
  public:
    explicit Measurement(const Settings& settings)
        : settings_(settings), queries_(read_queries(settings.dataset, settings.dimension)) {}

    boost::json::object run() {
        for (const std::int64_t divisor : kDivisors) {
            exact_.push_back(read_exact(settings_.dataset, settings_.count, divisor));
        }
        const double bytes_before = resident_bytes();
        boost::json::object report = build();
        const auto start = Clock::now();
        peer_ = make_peer(limits());
        peer_->load(settings_.kept);
        report["ready_s"] = seconds_since(start);
        report["filter_kind"] = peer_->filter_kind();
        report["curve"] = choose_effort();
        report["one_client"] = search(1, 0);
        report["eight_clients"] = search(kClientsMax, 0);
        report["bytes_read"] = bytes_read();
        boost::json::array filters;
        for (std::size_t d = 0; d < std::size(kDivisors); ++d) {
            peer_->set_filter(kDivisors[d]);
            boost::json::object figures = search(1, d);
            figures["divisor"] = kDivisors[d];
            filters.push_back(figures);
        }
        report["filters"] = filters;
        ::malloc_trim(0);
        report["resident_bytes"] = resident_bytes() - bytes_before;
        // Only where it is known how much is read.
        if (report["bytes_read"].as_double() > 0) report["in_turn"] = in_turn();
        return report;
    }

  private:
    [[nodiscard]] PeerLimits limits() const {
        return {settings_.dimension, settings_.count, kClientsMax, settings_.kept.parent_path()};
    }

    // Leaves nothing of the index in memory.
    boost::json::object build() {
        const std::filesystem::path note = settings_.kept.string() + ".seconds";
        double seconds = 0;
        if (std::filesystem::exists(settings_.kept) && std::ifstream(note) >> seconds) {
            return {{"build_s", seconds}, {"was_built_before", true}};
        }
        const auto peer = make_peer(limits());
        RowReader reader(settings_.dataset / "embeddings.f32", settings_.dimension);
        for (std::size_t first = 0; first < settings_.count;) {
            const auto& rows = reader.read(std::min(kBlockRows, settings_.count - first));
            const std::size_t count = rows.size() / settings_.dimension;
            if (count == 0) give_up("the data set is too small");
            const auto start = Clock::now();
            peer->add(static_cast<std::int64_t>(first), rows.data(), count);
            seconds += seconds_since(start);
            first += count;
        }
        peer->save(settings_.kept);
        std::ofstream(note) << seconds;
        return {{"build_s", seconds}, {"was_built_before", false}};
    }

    // The smallest effort that is exact enough, or the greatest. All that were tried, with their figures.
    boost::json::array choose_effort() {
        boost::json::array curve;
        peer_->clear_filter();
        for (const int effort : peer_->efforts()) {
            peer_->set_effort(effort);
            boost::json::object figures = search(1, 0);
            figures["effort"] = effort;
            curve.push_back(figures);
            if (figures["recall"].as_double() >= kRecallWanted) break;
        }
        return curve;
    }

    boost::json::object search(std::size_t clients, std::size_t filter) {
        for (std::size_t i = 0; i < kWarmUpSearches; ++i) (void)peer_->search(queries_.row(i), kNeighbors, 0);
        std::vector<std::vector<double>> took_ms(clients);
        std::vector<std::vector<std::int64_t>> found(queries_.count());
        std::atomic<std::size_t> next = 0;
        const auto start = Clock::now();
        {
            std::vector<std::jthread> threads;
            for (std::size_t client = 0; client < clients; ++client) {
                threads.emplace_back([&, client] {
                    for (std::size_t i = next++; i < kSearchesMin || seconds_since(start) < settings_.seconds;
                         i = next++) {
                        const std::size_t query = i % queries_.count();
                        const auto asked = Clock::now();
                        auto ids = peer_->search(queries_.row(query), kNeighbors, client);
                        took_ms[client].push_back(seconds_since(asked) * 1000);
                        if (i < queries_.count()) found[query] = std::move(ids);
                    }
                });
            }
        }
        const double seconds = seconds_since(start);
        std::vector<double> all;
        for (const auto& some : took_ms) all.insert(all.end(), some.begin(), some.end());
        return {{"p50_ms", percentile(all, 0.5)},
                {"p99_ms", percentile(all, 0.99)},
                {"per_s", static_cast<double>(all.size()) / seconds},
                {"searches", all.size()},
                {"recall", recall(found, std::min(all.size(), queries_.count()), exact_[filter])}};
    }

    // Memory's speed, searches and filtered searches in turn, as all change with what else the machine does.
    boost::json::object in_turn() {
        const MemoryProbe probe(std::max(1U, std::thread::hardware_concurrency()));
        std::vector<double> bytes_per_second;
        std::vector<double> unfiltered_ms;
        std::array<std::vector<double>, std::size(kDivisors)> filtered_ms;
        const double seconds = settings_.seconds * static_cast<double>(1 + std::size(kDivisors));
        for (const auto start = Clock::now(); seconds_since(start) < seconds;) {
            bytes_per_second.push_back(probe.bytes_per_second());
            peer_->clear_filter();
            take_turn(unfiltered_ms);
            for (std::size_t d = 0; d < std::size(kDivisors); ++d) {
                peer_->set_filter(kDivisors[d]);
                take_turn(filtered_ms[d]);
            }
        }
        boost::json::array filters;
        for (std::size_t d = 0; d < std::size(kDivisors); ++d) {
            filters.push_back({{"divisor", kDivisors[d]}, {"p50_ms", percentile(filtered_ms[d], 0.5)}});
        }
        return {{"bytes_per_s", percentile(bytes_per_second, 0.5)},
                {"p50_ms", percentile(unfiltered_ms, 0.5)},
                {"filters", std::move(filters)}};
    }

    void take_turn(std::vector<double>& took_ms) {
        // Not the first, which finds the caches empty.
        (void)peer_->search(queries_.row(0), kNeighbors, 0);
        for (const auto turn = Clock::now(); seconds_since(turn) < kTurnSeconds;) {
            const float* query = queries_.row(took_ms.size() % queries_.count());
            const auto asked = Clock::now();
            (void)peer_->search(query, kNeighbors, 0);
            took_ms.push_back(seconds_since(asked) * 1000);
        }
    }

    // A search, on average.
    double bytes_read() {
        double bytes = 0;
        for (std::size_t i = 0; i < kSearchesMin; ++i) {
            bytes += static_cast<double>(peer_->bytes_read(queries_.row(i), kNeighbors));
        }
        return bytes / kSearchesMin;
    }

    // Of the first `asked` queries.
    static double recall(const std::vector<std::vector<std::int64_t>>& found, std::size_t asked,
                         const std::vector<std::int32_t>& exact) {
        double hits = 0;
        double wanted = 0;
        for (std::size_t query = 0; query < asked; ++query) {
            const std::set<std::int64_t> ids(found[query].begin(), found[query].end());
            for (std::size_t i = 0; i < kNeighbors; ++i) {
                const std::int32_t id = exact[query * kNeighbors + i];
                if (id < 0) break;
                wanted += 1;
                hits += ids.contains(id) ? 1 : 0;
            }
        }
        return hits / wanted;
    }

    Settings settings_;
    Queries queries_;
    std::vector<std::vector<std::int32_t>> exact_;  // by divisor
    std::unique_ptr<Peer> peer_;
};

}  // namespace
}  // namespace palette::bench

int main(int argc, char** argv) {
    using namespace palette::bench;
    if (argc != 5 && !(argc == 7 && std::string_view(argv[5]) == "--seconds")) {
        give_up("usage: peer_NAME DATASET DIMENSION COUNT KEPT [--seconds S]");
    }
    const auto number = [&](int i) { return static_cast<std::size_t>(std::strtoull(argv[i], nullptr, 10)); };
    Settings settings{argv[1], number(2), number(3), argv[4]};
    if (argc == 7) settings.seconds = std::strtod(argv[6], nullptr);
    const auto report = Measurement(settings).run();
    std::puts(boost::json::serialize(report).c_str());
    return 0;
}
