#include "vectors/scan_helpers.hpp"

#include <algorithm>
#include <chrono>

#include "base/spin.hpp"

namespace palette::vectors {
namespace {

// Longer than what lies between two shares of one search, and between searches one after the other.
constexpr std::chrono::microseconds kAlert{200};

}  // namespace

// Outlives the call: a helper may look at it when all is done.
struct ScanHelpers::Work {
    // Takes parts until there is none left, or `may_go_on` says no.
    template <class MayGoOn>
    void take_parts(MayGoOn may_go_on) {
        while (may_go_on()) {
            const std::size_t i = next.fetch_add(1);
            if (i >= parts) return;
            (*part)(i);
            if (done.fetch_add(1) + 1 == parts) done.notify_all();
        }
    }

    std::size_t parts = 0;
    const std::function<void(std::size_t)>* part = nullptr;  // alive while a part is left
    std::atomic<std::size_t> next{0};
    std::atomic<std::size_t> done{0};
};

void ScanHelpers::share(std::size_t parts, const std::function<void(std::size_t)>& part) {
    const std::size_t busy = busy_.fetch_add(1) + 1;
    if (parts <= 1 || busy >= cores_) {
        for (std::size_t i = 0; i < parts; ++i) part(i);
        busy_.fetch_sub(1);
        return;
    }
    std::call_once(started_,
                   [&] { pool_ = std::make_unique<ThreadPool>("scan", cores_ - 1, cores_ - 1, kAlert); });
    const auto work = std::make_shared<Work>();
    work->parts = parts;
    work->part = &part;
    const std::size_t helpers = std::min(parts - 1, cores_ - busy);
    for (std::size_t i = 0; i < helpers; ++i) {
        const bool accepted = pool_->try_submit([this, work] {
            busy_.fetch_add(1);
            work->take_parts([&] { return busy_.load() <= cores_; });
            busy_.fetch_sub(1);
        });
        if (!accepted) break;
    }
    work->take_parts([] { return true; });
    spin_until([&] { return work->done.load() == parts; }, kAlert);
    for (std::size_t done = work->done.load(); done < parts; done = work->done.load()) work->done.wait(done);
    busy_.fetch_sub(1);
}

}  // namespace palette::vectors
