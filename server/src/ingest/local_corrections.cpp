#include "ingest/local_corrections.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/log.hpp"

namespace palette::ingest {
namespace {

using namespace std::chrono_literals;

constexpr auto kLookEvery = 1s;
// Looked through in one turn, in transactions that leave others their turn.
constexpr std::size_t kImagesPerTurn = 2000;
constexpr std::size_t kImagesPerWrite = 200;
// Of the way of learning: Images that stand by an older one are corrected anew.
constexpr int kVersion = 1;

}  // namespace

std::shared_ptr<const LocalCorrections::Lessons> LocalCorrections::lessons() const {
    const std::lock_guard lock(mutex_);
    return lessons_;
}

Result<void> LocalCorrections::learn(const packs::PacksInUse& packs) {
    auto next = std::make_shared<Lessons>();
    if (learns() && packs.tagger) {
        auto revision = corrections_.revision();
        if (!revision) return forward(revision);
        next->pack = packs.serving->description().identity();
        next->by = fmt::format("{}/{}/{}/{}", kVersion, packs.tagger->description().identity(), next->pack,
                               *revision);
    }
    const auto before = lessons();
    if (before && before->by == next->by) return {};
    if (!next->by.empty()) {
        auto mean = corrections_.mean_embedding(next->pack, kMeanOfImages);
        if (!mean) return forward(mean);
        auto names = corrections_.corrected_tags(kCorrectionsMin, kCorrectedTagsMax);
        if (!names) return forward(names);
        std::vector<TagCorrection::Lesson> lessons;
        for (auto& name : *names) {
            auto of_tag = corrections_.of_tag(name, next->pack, kCorrectionsPerTagMax);
            if (!of_tag) return forward(of_tag);
            lessons.push_back({std::move(name), std::move(*of_tag)});
        }
        next->correction = TagCorrection::learn(packs.tagger->tag_labels(), std::move(*mean), lessons,
                                                packs.tagger->description().tagger->tags_max);
        spdlog::info("Corrections of {} tags are learned from", next->correction.size());
    }
    corrected_until_ = ImageId{};
    const std::lock_guard lock(mutex_);
    lessons_ = std::move(next);
    return {};
}

Result<bool> LocalCorrections::turn(const packs::PacksInUse& packs) {
    const auto now = std::chrono::steady_clock::now();
    if (!lessons() || now - looked_ >= kLookEvery) {
        looked_ = now;
        if (auto learned = learn(packs); !learned) return forward(learned);
    }
    const auto by = lessons();
    if (!by) return true;
    for (std::size_t seen = 0; corrected_until_ && seen < kImagesPerTurn; seen += kImagesPerWrite) {
        auto last =
            corrections_.correct_next(by->by, by->pack, *corrected_until_, kImagesPerWrite,
                                      [&](std::span<const float> embedding, const std::vector<Tag>& given) {
                                          return by->correction.correct(embedding, given);
                                      });
        if (!last) return forward(last);
        corrected_until_ = *last;
    }
    return corrected_until_.has_value();
}

Result<void> LocalCorrections::correct(std::span<const ImageId> images) {
    auto by = lessons();
    // Where lessons changed meanwhile, these Images may have been passed by.
    for (std::shared_ptr<const Lessons> used; by && by != used && !by->by.empty(); by = lessons()) {
        used = by;
        auto corrected = corrections_.correct(
            images, by->by, by->pack, [&](std::span<const float> embedding, const std::vector<Tag>& given) {
                return by->correction.correct(embedding, given);
            });
        if (corrected) continue;
        const std::lock_guard lock(mutex_);
        lessons_.reset();  // the next turn looks for all that were left out
        return corrected;
    }
    return {};
}

}  // namespace palette::ingest
