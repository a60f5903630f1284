#include "vectors/chunk.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "vectors/places.hpp"

namespace palette::vectors {
namespace {

template <class T>
AlignedArray<T> copy_of(const AlignedArray<T>& values, std::size_t count) {
    auto copy = make_aligned<T>(count);
    std::copy_n(values.get(), count, copy.get());
    return copy;
}

}  // namespace

Chunk::Chunk(std::size_t padded) : padded_(padded) {
    content_.rows = make_aligned<float>(kChunkPlaces * padded);
}

Chunk::Chunk(std::size_t padded, ChunkContent content) : padded_(padded), content_(std::move(content)) {}

bool Chunk::holds(Place place, std::int64_t id) const {
    return (content_.taken[place / 64] >> (place % 64) & 1U) != 0 && content_.ids[place] == id;
}

std::uint64_t Chunk::filled_after(std::size_t word, std::uint32_t moment) const {
    if (last_filled_at_ <= moment) return 0;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 64; ++i) {
        bits |= std::uint64_t{filled_at_[word * 64 + i] > moment} << i;
    }
    return bits;
}

void Chunk::write(Place place, const float* unit) {
    if (content_.sealed) {
        content_.factors[place] = encode_row(unit, content_.direction.get(), padded_, content_.codes, place);
    } else {
        std::copy_n(unit, padded_, content_.rows.get() + place * padded_);
    }
}

void Chunk::fill(Place place, std::int64_t id, std::uint32_t moment, const float* unit) {
    write(place, unit);
    content_.ids[place] = id;
    content_.taken[place / 64] |= std::uint64_t{1} << (place % 64);
    filled_at_[place] = moment;
    last_filled_at_ = moment;
}

void Chunk::replace(Place place, const float* unit) {
    write(place, unit);
}

void Chunk::clear(Place place) {
    content_.taken[place / 64] &= ~(std::uint64_t{1} << (place % 64));
    content_.ids[place] = 0;
    if (content_.sealed) {
        std::fill_n(content_.codes.bytes.get() + place * padded_, padded_, std::uint8_t{0});
        std::fill_n(content_.codes.bits.get() + place * padded_ / 8, padded_ / 8, std::uint8_t{0});
        content_.factors[place] = {};
    } else {
        std::fill_n(content_.rows.get() + place * padded_, padded_, 0.0F);
    }
}

ChunkContent Chunk::sealed_content() const {
    ChunkContent sealed;
    sealed.sealed = true;
    sealed.ids = content_.ids;
    sealed.taken = content_.taken;
    sealed.codes = CodeRows::make(kChunkPlaces, padded_);
    sealed.factors.resize(kChunkPlaces);
    sealed.direction = make_aligned<float>(padded_);
    const auto row = [&](Place place) { return content_.rows.get() + place * padded_; };
    for (std::size_t word = 0; word < kChunkWords; ++word) {
        const Places places(content_.taken[word], word);
        for (const Place place : places.list()) {
            for (std::size_t i = 0; i < padded_; ++i) sealed.direction[i] += row(place)[i];
        }
    }
    const float length = std::sqrt(dot(sealed.direction.get(), sealed.direction.get(), padded_));
    // Embeddings that cancel out have no common direction; zero then means that codes hold all of them.
    if (length > 0) {
        for (std::size_t i = 0; i < padded_; ++i) sealed.direction[i] /= length;
    }
    for (Place place = 0; place < kChunkPlaces; ++place) {
        sealed.factors[place] = encode_row(row(place), sealed.direction.get(), padded_, sealed.codes, place);
    }
    return sealed;
}

ChunkContent Chunk::copy_content() const {
    ChunkContent copy;
    copy.sealed = content_.sealed;
    copy.ids = content_.ids;
    copy.taken = content_.taken;
    if (content_.sealed) {
        copy.codes = {copy_of(content_.codes.bytes, kChunkPlaces * padded_),
                      copy_of(content_.codes.bits, kChunkPlaces * padded_ / 8)};
        copy.direction = copy_of(content_.direction, padded_);
        copy.factors = content_.factors;
    } else {
        copy.rows = copy_of(content_.rows, kChunkPlaces * padded_);
    }
    return copy;
}

void Chunk::prepare(ScanQuery& query) const {
    if (content_.sealed) encode_query(query.unit.data(), content_.direction.get(), padded_, query.codes);
}

void Chunk::score(std::span<const Place> places, ScanQuery& query, float* scores) const {
    if (!content_.sealed) {
        for (std::size_t i = 0; i < places.size(); ++i) {
            scores[i] = dot(query.unit.data(), content_.rows.get() + places[i] * padded_, padded_);
        }
    } else if (!places.empty()) {
        dot_codes(content_.codes, padded_, places, query.codes, query.sums.data());
        for (std::size_t i = 0; i < places.size(); ++i) {
            const auto [along, step] = content_.factors[places[i]];
            scores[i] =
                query.codes.along * along + query.codes.step * step * static_cast<float>(query.sums[i]);
        }
    }
    for (std::size_t i = 0; i < places.size(); ++i) scores[i] = std::clamp(scores[i], -1.0F, 1.0F);
}

std::vector<float> Chunk::decode(Place place) const {
    if (!content_.sealed) {
        const float* row = content_.rows.get() + place * padded_;
        return {row, row + padded_};
    }
    const auto [along, step] = content_.factors[place];
    std::vector<float> unit(padded_);
    for (std::size_t i = 0; i < padded_; ++i) {
        unit[i] =
            along * content_.direction[i] + step * static_cast<float>(content_.codes.code(place, i, padded_));
    }
    return unit;
}

}  // namespace palette::vectors
