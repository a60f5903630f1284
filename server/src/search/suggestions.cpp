#include "search/suggestions.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/log.hpp"
#include "store/full_text.hpp"

namespace palette::search {
namespace {

// Of each kind at most this part of the list, so that none crowds out the others.
constexpr std::size_t kPartOfList = 2;

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

}  // namespace

std::string_view to_string(SuggestionKind kind) {
    constexpr std::array<std::string_view, 4> kNames = {"tag", "artist", "title", "word"};
    return kNames[static_cast<std::size_t>(kind)];
}

Suggestions::Suggestions(const LibraryIndex& index, store::Database& database)
    : index_(index),
      database_(database),
      reader_([this](const std::stop_token& stop) { read_when_wanted(stop); }) {}

Suggestions::~Suggestions() = default;

Result<std::vector<Suggestion>> Suggestions::suggest(std::string_view text, std::size_t limit) {
    auto words = store::words_of(text);
    if (words.empty()) return std::vector<Suggestion>{};
    auto found = beginning_with(joined(words), limit);
    if (!found || !found->empty()) return found;
    bool changed = false;
    for (auto& word : words) {
        if (index_.vocabulary().contains(word)) continue;
        auto meant = index_.vocabulary().nearest(word);
        if (!meant && &word == &words.back()) meant = index_.vocabulary().nearest_beginning(word);
        if (meant) {
            word = std::move(*meant);
            changed = true;
        }
    }
    if (!changed) return found;
    found = beginning_with(joined(words), limit);
    // Also when nothing begins with it: the word itself is what was meant.
    if (found && found->empty() && index_.vocabulary().contains(words.back()))
        found->push_back({SuggestionKind::word, joined(words), std::nullopt, std::nullopt});
    return found;
}

Result<std::vector<Suggestion>> Suggestions::beginning_with(const std::string& text, std::size_t limit) {
    const std::size_t of_a_kind = std::max<std::size_t>(1, limit / kPartOfList);
    std::vector<Suggestion> found;
    std::unordered_set<std::string> texts;
    const auto add = [&](SuggestionKind kind, std::string suggested, std::optional<std::size_t> images,
                         std::optional<ImageId> image) {
        if (found.size() < limit && texts.insert(comparable(suggested)).second) {
            found.push_back({kind, std::move(suggested), images, image});
        }
    };
    auto counted = tags();
    if (!counted) return forward(counted);
    std::size_t taken = 0;
    for (const auto& tag : (*counted)->counts) {
        if (taken == of_a_kind) break;
        if (!comparable(tag.name).starts_with(text)) continue;
        add(SuggestionKind::tag, tag.name, static_cast<std::size_t>(tag.images), std::nullopt);
        ++taken;
    }
    for (const auto& artist : index_.catalogue().artists(text, of_a_kind)) {
        add(SuggestionKind::artist, artist.name, artist.images, std::nullopt);
    }
    const auto space = text.rfind(' ');
    const std::string before = space == std::string::npos ? "" : text.substr(0, space + 1);
    for (const auto& completion : index_.vocabulary().complete(text.substr(before.size()), of_a_kind)) {
        add(SuggestionKind::word, before + completion.word, std::nullopt, std::nullopt);
    }
    auto titles = store::titles_beginning_with(database_, text, of_a_kind);
    if (!titles) return forward(titles);
    for (const auto& title : *titles) add(SuggestionKind::title, title.title, std::nullopt, title.id);
    return found;
}

Result<std::shared_ptr<const Suggestions::Tags>> Suggestions::tags() {
    const std::lock_guard lock(mutex_);
    if (tags_ && tags_->sequence == index_.sequence()) return tags_;
    if (!tags_ || tags_->took <= kQuickRead) {
        auto read = read_tags();
        if (!read) return read;
        tags_ = std::move(*read);
    } else if (std::chrono::steady_clock::now() - tags_->read_at >= kTagCountsKept) {
        wanted_ = true;
        changed_.notify_one();
    }
    return tags_;
}

Result<std::shared_ptr<const Suggestions::Tags>> Suggestions::read_tags() const {
    Tags tags{
        .sequence = index_.sequence(), .read_at = std::chrono::steady_clock::now(), .took = {}, .counts = {}};
    auto counts = store::ImageRepository(database_).all_tag_counts();
    if (!counts) return forward(counts);
    tags.took = std::chrono::steady_clock::now() - tags.read_at;
    tags.counts = std::move(*counts);
    return std::make_shared<const Tags>(std::move(tags));
}

void Suggestions::read_when_wanted(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [this] { return wanted_; })) {
        lock.unlock();
        auto read = read_tags();
        lock.lock();
        wanted_ = false;
        if (read) {
            tags_ = std::move(*read);
        } else {
            spdlog::warn("Counting the tags failed: {}", describe(read.error()));
        }
    }
}

}  // namespace palette::search
