#include "app/model_keeper.hpp"

#include <algorithm>
#include <malloc.h>
#include <utility>

#include "base/log.hpp"
#include "packs/chosen_packs.hpp"

namespace palette::app {
namespace {

using namespace std::chrono_literals;

constexpr auto kLookEvery = 300ms;
// Where nothing is queued and still something is missing, it is queued again, but not all the time.
constexpr auto kQueueAgainAfter = 5s;

}  // namespace

ModelKeeper::ModelKeeper(const Library& library, Settings settings, search::LibraryIndex& index,
                         ingest::Workers& workers)
    : shelf_(library.shelf),
      settings_(settings),
      index_(index),
      workers_(workers),
      choices_(*library.database),
      jobs_(*library.database),
      embeddings_(*library.database),
      choice_(library.choice),
      packs_(library.packs),
      status_(status_of(*packs_, jobs_.count_background().value_or(0), choice_.to_understand)) {}

ModelKeeper::~ModelKeeper() {
    stop();
}

void ModelKeeper::start() {
    thread_ = std::thread([this] { run(); });
}

void ModelKeeper::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

packs::ModelStatus ModelKeeper::status() const {
    const std::lock_guard lock(mutex_);
    return status_;
}

packs::SharedPacks ModelKeeper::packs() const {
    const std::lock_guard lock(mutex_);
    return packs_;
}

void ModelKeeper::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        auto turned = turn();
        std::string complaint = turned ? std::string() : describe(turned.error());
        if (!complaint.empty() && complaint != complaint_) {
            spdlog::error("The model packs stay as they are: {}", complaint);
        }
        complaint_ = std::move(complaint);
        release_idle();
        lock.lock();
        changed_.wait_for(lock, kLookEvery, [this] { return stopping_; });
    }
}

Result<void> ModelKeeper::turn() {
    if (!settings_.is_fixed) {
        if (auto followed = follow_choice(); !followed) return followed;
    }
    auto left = jobs_.count_background();
    if (!left) return forward(left);
    {
        const std::lock_guard lock(mutex_);
        status_ = status_of(*packs_, *left, choice_.to_understand);
    }
    if (packs()->coming && *left == 0) return complete_change();
    return {};
}

Result<void> ModelKeeper::follow_choice() {
    auto choice = choices_.get();
    if (!choice) return forward(choice);
    const auto before = packs();
    const bool is_same = choice->embedding == choice_.embedding && choice->tags == choice_.tags &&
                         choice->serving == choice_.serving;
    if (!is_same) {
        auto opened = packs::open_chosen(shelf_, *choice, settings_.packs, before);
        if (!opened) return forward(opened);
        if (auto served = serve_by((*opened)->serving); !served) return served;
        const auto& packs = **opened;
        spdlog::info("Set to embed with {} and to tag with {}",
                     (packs.coming ? packs.coming : packs.serving)->description().identity(),
                     packs.tagger ? packs.tagger->description().identity() : "nothing");
        use(std::move(*opened));
    }
    choice_ = std::move(*choice);
    return {};
}

// Another process may have found the change complete, or --pack may have left another space behind.
Result<void> ModelKeeper::serve_by(const packs::SharedPack& pack) {
    if (index_.pack() == pack->description().identity()) return {};
    if (auto prepared = index_.prepare(pack); !prepared) return prepared;
    index_.adopt();
    return {};
}

Result<void> ModelKeeper::complete_change() {
    const auto before = packs();
    const std::string identity = before->coming->description().identity();
    auto complete = embeddings_.is_complete(identity);
    if (!complete) return forward(complete);
    if (!*complete) {
        const auto now = std::chrono::steady_clock::now();
        if (now - queued_ < kQueueAgainAfter) return {};
        queued_ = now;
        workers_.use(before);
        return {};
    }
    // The index first: what is said to serve can serve. Pictures that come meanwhile are seen by both.
    if (auto prepared = index_.prepare(before->coming); !prepared) return prepared;
    if (auto set = choices_.set_serving(identity); !set) return set;
    choice_.serving = identity;
    index_.adopt();
    spdlog::info("Searches go by {} from now on", identity);
    use(std::make_shared<const packs::PacksInUse>(
        packs::PacksInUse{before->coming, nullptr, before->tagger}));
    return {};
}

void ModelKeeper::use(packs::SharedPacks packs) {
    workers_.use(packs);
    const std::lock_guard lock(mutex_);
    packs_ = std::move(packs);
    status_ = status_of(*packs_, 0, 0);
    queued_ = std::chrono::steady_clock::now();
}

void ModelKeeper::release_idle() {
    if (settings_.release_after == 0s) return;
    std::size_t released = 0;
    const auto packs = this->packs();
    for (const auto& pack : packs->all()) released += pack->release(settings_.release_after);
    if (released == 0) return;
    ::malloc_trim(0);  // what the models held goes back to the system, and not into the heap's reserve
    spdlog::debug("Let go of {} idle models", released);
}

packs::ModelStatus ModelKeeper::status_of(const packs::PacksInUse& packs, std::int64_t left,
                                          std::int64_t total) {
    packs::ModelStatus status{packs.serving->description().identity(),
                              packs.tagger ? packs.tagger->description().identity() : std::string(),
                              {}};
    if (!packs.coming && left == 0) return status;
    const auto& to = packs.coming ? packs.coming : packs.tagger ? packs.tagger : packs.serving;
    const std::int64_t whole = std::max(left, total);
    status.change = {to->description().identity(), whole - left, whole};
    return status;
}

}  // namespace palette::app
