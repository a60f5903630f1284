#include "vectors/filter.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <functional>

namespace palette::vectors {

template <class Combine>
Filter Filter::combined(const Filter& other, Combine combine) const {
    assert(index_ == other.index_);
    Filter result(index_, std::min(made_at_, other.made_at_), std::max(words_.size(), other.words_.size()));
    for (std::size_t i = 0; i < result.words_.size(); ++i) {
        result.words_[i] = combine(word(i), other.word(i));
    }
    result.newcomers_ = made_at_ == other.made_at_ && combine(newcomers_, other.newcomers_);
    result.count_words();
    return result;
}

Filter Filter::operator&(const Filter& other) const {
    return combined(other, std::bit_and<>());
}

Filter Filter::operator|(const Filter& other) const {
    return combined(other, std::bit_or<>());
}

Filter Filter::operator~() const {
    Filter result = *this;
    for (auto& bits : result.words_) bits = ~bits;
    result.newcomers_ = !newcomers_;
    result.count_words();
    return result;
}

void Filter::count_words() {
    count_ = 0;
    for (const std::uint64_t bits : words_) count_ += static_cast<std::uint64_t>(std::popcount(bits));
}

}  // namespace palette::vectors
