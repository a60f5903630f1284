#include "search/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <mutex>

#include "store/full_text.hpp"

namespace palette::search {
namespace {

constexpr std::size_t kForgivenFrom = 4;     // bytes of a word
constexpr std::size_t kTwoForgivenFrom = 8;  //

std::uint64_t letters_of(std::string_view word) {
    std::uint64_t letters = 0;
    for (const char letter : word) letters |= std::uint64_t{1} << (static_cast<unsigned char>(letter) % 64U);
    return letters;
}

bool has_digit(std::string_view word) {
    return std::ranges::any_of(word, [](char letter) { return letter >= '0' && letter <= '9'; });
}

}  // namespace

void Vocabulary::add(std::string_view text) {
    auto words = store::words_of(text);
    const std::unique_lock lock(mutex_);
    for (auto& word : words) {
        if (word.size() > kWordBytesMax) continue;
        const auto known = places_.find(word);
        if (known != places_.end()) {
            ++words_[known->second].count;
        } else if (words_.size() < kWordsKept) {
            places_.emplace(word, static_cast<std::uint32_t>(words_.size()));
            const std::uint64_t letters = letters_of(word);
            words_.push_back({std::move(word), letters, 1});
        }
    }
}

bool Vocabulary::contains(const std::string& word) const {
    const std::shared_lock lock(mutex_);
    return places_.contains(word);
}

std::optional<std::string> Vocabulary::nearest(const std::string& word) const {
    // Numbers are not misspelt words.
    if (word.size() < kForgivenFrom || word.size() > kWordBytesMax || has_digit(word)) return std::nullopt;
    std::size_t most = word.size() < kTwoForgivenFrom ? 1 : 2;
    const std::uint64_t letters = letters_of(word);
    const std::shared_lock lock(mutex_);
    const Word* best = nullptr;
    for (const auto& candidate : words_) {
        const std::size_t longer = std::max(candidate.text.size(), word.size());
        if (longer - std::min(candidate.text.size(), word.size()) > most) continue;
        if (static_cast<std::size_t>(std::popcount(candidate.letters ^ letters)) > 2 * most) continue;
        const std::size_t slips = slips_between(candidate.text, word, most);
        if (slips > most) continue;
        if (best == nullptr || slips < most || candidate.count > best->count) best = &candidate;
        most = slips;
    }
    if (best == nullptr) return std::nullopt;
    return best->text;
}

std::optional<std::string> Vocabulary::nearest_beginning(const std::string& prefix) const {
    if (prefix.size() <= kForgivenFrom || prefix.size() > kWordBytesMax || has_digit(prefix))
        return std::nullopt;
    const std::shared_lock lock(mutex_);
    const Word* best = nullptr;
    for (const auto& candidate : words_) {
        if (candidate.text.size() < prefix.size() || candidate.text.front() != prefix.front()) continue;
        if (best != nullptr && candidate.count <= best->count) continue;
        const std::string_view beginning = std::string_view(candidate.text).substr(0, prefix.size());
        if (slips_between(beginning, prefix, 1) <= 1) best = &candidate;
    }
    if (best == nullptr) return std::nullopt;
    return best->text.substr(0, prefix.size());
}

std::vector<Vocabulary::Completion> Vocabulary::complete(const std::string& prefix, std::size_t limit) const {
    std::vector<Completion> found;
    {
        const std::shared_lock lock(mutex_);
        for (const auto& word : words_) {
            if (word.text.size() > prefix.size() && word.text.starts_with(prefix))
                found.push_back({word.text, word.count});
        }
    }
    std::ranges::sort(found, [](const Completion& x, const Completion& y) {
        return x.count != y.count ? x.count > y.count : x.word < y.word;
    });
    if (found.size() > limit) found.resize(limit);
    return found;
}

std::size_t Vocabulary::size() const {
    const std::shared_lock lock(mutex_);
    return words_.size();
}

std::size_t slips_between(std::string_view x, std::string_view y, std::size_t most) {
    if (x.size() > kWordBytesMax || y.size() > kWordBytesMax) return most + 1;
    using Row = std::array<std::size_t, kWordBytesMax + 1>;
    Row before_last{};
    Row last{};
    Row row{};
    for (std::size_t j = 0; j <= y.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= x.size(); ++i) {
        row[0] = i;
        std::size_t least = i;
        for (std::size_t j = 1; j <= y.size(); ++j) {
            const std::size_t other = x[i - 1] == y[j - 1] ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + other});
            if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1]) {
                row[j] = std::min(row[j], before_last[j - 2] + 1);
            }
            least = std::min(least, row[j]);
        }
        if (least > most) return most + 1;
        before_last = last;
        last = row;
    }
    return std::min(last[y.size()], most + 1);
}

}  // namespace palette::search
