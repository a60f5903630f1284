#include "model/rank.hpp"

#include <cassert>
#include <cstdint>

namespace palette {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kBase = kDigits.size();
// At an end of the list the first kEndDigits digits count up or down by kStep: 15 million times before ranks
// grow, with room for 62^2 * 62^n between two neighbours.
constexpr std::size_t kEndDigits = 6;
constexpr std::uint64_t kStep = kBase * kBase;
constexpr std::uint64_t kEndMax = kStep * kStep * kStep;  // 62^6

std::size_t digit_at(std::string_view rank, std::size_t at) {
    return at < rank.size() ? kDigits.find(rank[at]) : 0;
}

std::uint64_t end_value(std::string_view rank) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < kEndDigits; ++i) value = value * kBase + digit_at(rank, i);
    return value;
}

std::string end_rank(std::uint64_t value) {
    std::string rank(kEndDigits, '0');
    for (std::size_t i = kEndDigits; i-- > 0; value /= kBase) rank[i] = kDigits[value % kBase];
    rank.erase(rank.find_last_not_of('0') + 1);
    return rank;
}

// Digit by digit the first place with room; an empty `upper` is 1.0.
std::string middle(std::string_view lower, std::string_view upper) {
    std::string rank;
    bool under_upper = upper.empty();  // the digits so far are already less than upper's
    for (std::size_t at = 0;; ++at) {
        const std::size_t low = digit_at(lower, at);
        const std::size_t high = under_upper ? kBase : digit_at(upper, at);
        if (high > low + 1) return rank + kDigits[(low + high) / 2];
        rank += kDigits[low];
        under_upper = under_upper || high > low;
    }
}

void spread(std::string_view lower, std::string_view upper, std::size_t count,
            std::vector<std::string>& ranks) {
    if (count == 0) return;
    const std::size_t before = (count - 1) / 2;
    const std::string rank = middle(lower, upper);
    spread(lower, rank, before, ranks);
    ranks.push_back(rank);
    spread(rank, upper, count - 1 - before, ranks);
}

}  // namespace

std::vector<std::string> ranks_between(std::string_view lower, std::string_view upper, std::size_t count) {
    assert(upper.empty() || lower < upper);
    std::vector<std::string> ranks;
    ranks.reserve(count);
    const std::uint64_t room = count * kStep;
    if (upper.empty()) {
        const std::uint64_t from = lower.empty() ? kEndMax / 2 : end_value(lower);
        if (from + room < kEndMax) {
            for (std::size_t i = 1; i <= count; ++i) ranks.push_back(end_rank(from + i * kStep));
            return ranks;
        }
    } else if (lower.empty()) {
        if (const std::uint64_t to = end_value(upper); to > room) {
            for (std::size_t i = count; i > 0; --i) ranks.push_back(end_rank(to - i * kStep));
            return ranks;
        }
    }
    spread(lower, upper, count, ranks);
    return ranks;
}

}  // namespace palette
