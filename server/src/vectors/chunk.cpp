#include "vectors/chunk.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "vectors/places.hpp"

namespace palette::vectors {
namespace {

// Deviations by which the score of front signs, a sign code and a coarse code may lie under the truth
// before an embedding is missed. Recall is measured at these (docs/decisions/0025, 0029).
constexpr float kFrontSlack = 2.5F;
constexpr float kSignSlack = 2.5F;
constexpr float kCoarseSlack = 2.5F;

// The last word of a fine row.
struct FineFactors {
    float factor = 0;
    float along = 0;
};

template <class T>
AlignedArray<T> copy_of(const AlignedArray<T>& values, std::size_t count) {
    auto copy = make_aligned<T>(count);
    std::copy_n(values.get(), count, copy.get());
    return copy;
}

auto plane_of(const RowCodes& codes, std::size_t words, std::size_t plane) {
    return codes.planes.begin() + static_cast<std::ptrdiff_t>(plane * words);
}

// Where a place has its first word among signs in groups, `words` a row.
template <class Word>
Word* row_in_group(Word* signs, std::size_t words, std::size_t place) {
    return signs + place / kGroupRows * kGroupRows * words + place % kGroupRows;
}

// All but the fine row.
void write_coarse(SealedRows& rows, std::size_t padded, std::size_t place, const RowCodes& codes) {
    const std::size_t words = padded / 64;
    const std::size_t front = front_words(padded);
    const auto signs = plane_of(codes, words, kFineBits + kMiddleBits);
    std::uint64_t* in_front = row_in_group(rows.front.signs(), front, place);
    for (std::size_t w = 0; w < front; ++w) in_front[w * kGroupRows] = signs[static_cast<std::ptrdiff_t>(w)];
    std::copy_n(signs + static_cast<std::ptrdiff_t>(front), words - front,
                rows.rear_signs.get() + place * (words - front));
    std::copy(plane_of(codes, words, kFineBits), signs, rows.middle.get() + place * kMiddleBits * words);
    rows.front.alongs()[place] = static_cast<Half>(codes.along);
    rows.front.sign_factors()[place] = static_cast<Half>(codes.sign_factor);
    rows.coarse_factors[place] = static_cast<Half>(codes.coarse_factor);
    rows.sign_error = std::max(rows.sign_error, codes.sign_error);
    rows.coarse_error = std::max(rows.coarse_error, codes.coarse_error);
}

void write_codes(SealedRows& rows, std::size_t padded, std::size_t place, const RowCodes& codes) {
    const std::size_t words = padded / 64;
    write_coarse(rows, padded, place, codes);
    std::uint64_t* fine = rows.fine.writable(place);
    std::copy(codes.planes.begin(), plane_of(codes, words, kFineBits), fine);
    fine[kFineBits * words] = std::bit_cast<std::uint64_t>(FineFactors{codes.fine_factor, codes.along});
}

template <class T>
AlignedArray<T> make(CodeArena* arena, std::size_t count, CodeArena::Read read = CodeArena::Read::at_times) {
    return arena ? arena->make<T>(count, read) : make_aligned<T>(count);
}

}  // namespace

FrontRows::FrontRows(std::size_t padded, CodeArena* arena)
    : bytes_(kChunkPlaces * (2 * sizeof(Half) + front_words(padded) * sizeof(std::uint64_t))),
      memory_(make<std::byte>(arena, bytes_, CodeArena::Read::by_every_scan)) {}

SealedRows::SealedRows(std::size_t padded, std::shared_ptr<const Centre> around, FineRows fine_rows,
                       CodeArena* arena)
    : centre(std::move(around)),
      front(padded, arena),
      rear_signs(make<std::uint64_t>(arena, kChunkPlaces * (padded / 64 - front_words(padded)))),
      middle(make<std::uint64_t>(arena, kChunkPlaces * kMiddleBits * padded / 64)),
      coarse_factors(make<Half>(arena, kChunkPlaces)),
      fine(std::move(fine_rows)) {}

Chunk::Chunk(std::size_t padded) : padded_(padded) {
    content_.rows = make_aligned<float>(kChunkPlaces * padded);
}

Chunk::Chunk(std::size_t padded, ChunkContent content) : padded_(padded), content_(std::move(content)) {}

bool Chunk::holds(Place place, std::int64_t id) const {
    return (content_.taken[place / 64] >> (place % 64) & 1U) != 0 && content_.ids[place] == id;
}

bool Chunk::holds_since(Place place, std::uint32_t moment) const {
    return (content_.taken[place / 64] >> (place % 64) & 1U) != 0 && filled_at_[place] <= moment;
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
    ++writes_;
    if (content_.sealed) {
        RowCodes codes(padded_);
        encode_row(unit, *content_.sealed->centre, padded_, codes);
        write_codes(*content_.sealed, padded_, place, codes);
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
        content_.sealed->fine.forget(place);
        write_coarse(*content_.sealed, padded_, place, RowCodes(padded_));
    } else {
        std::fill_n(content_.rows.get() + place * padded_, padded_, 0.0F);
    }
}

ChunkContent Chunk::sealed_content(std::shared_ptr<const Centre> centre, CodeArena* arena) const {
    ChunkContent sealed;
    sealed.ids = content_.ids;
    sealed.taken = content_.taken;
    sealed.sealed.emplace(padded_, std::move(centre), FineRows(fine_row_words(padded_)), arena);
    RowCodes codes(padded_);
    for (std::size_t word = 0; word < kChunkWords; ++word) {
        const Places places(content_.taken[word], word);
        for (const Place place : places.list()) {
            encode_row(content_.rows.get() + place * padded_, *sealed.sealed->centre, padded_, codes);
            write_codes(*sealed.sealed, padded_, place, codes);
        }
    }
    return sealed;
}

Chunk::Copy Chunk::copy() const {
    ChunkContent copied;
    copied.ids = content_.ids;
    copied.taken = content_.taken;
    if (content_.sealed) {
        const SealedRows& rows = *content_.sealed;
        auto fine = rows.fine.copy();
        if (!fine) return {};
        auto& sealed = copied.sealed.emplace(padded_, rows.centre, std::move(*fine));
        std::ranges::copy(rows.front.memory(), sealed.front.memory().begin());
        sealed.rear_signs = copy_of(rows.rear_signs, kChunkPlaces * rear_words());
        sealed.middle = copy_of(rows.middle, kChunkPlaces * kMiddleBits * words());
        sealed.coarse_factors = copy_of(rows.coarse_factors, kChunkPlaces);
        sealed.sign_error = rows.sign_error;
        sealed.coarse_error = rows.coarse_error;
    } else {
        copied.rows = copy_of(content_.rows, kChunkPlaces * padded_);
    }
    return {std::move(copied), writes_};
}

void Chunk::move_fine_rows(FineRows rows, std::uint64_t writes) {
    if (content_.sealed && writes_ == writes) content_.sealed->fine = std::move(rows);
}

void Chunk::sign_row(Place place, std::uint64_t* row) const {
    const SealedRows& rows = *content_.sealed;
    const std::size_t front = front_words(padded_);
    const std::uint64_t* in_front = row_in_group(rows.front.signs(), front, place);
    for (std::size_t w = 0; w < front; ++w) row[w] = in_front[w * kGroupRows];
    std::copy_n(rows.rear_signs.get() + place * rear_words(), rear_words(), row + front);
}

void Chunk::coarse_planes(Place place, SignRow& signs,
                          std::span<const std::uint64_t*, kCoarseBits> planes) const {
    for (std::size_t b = 0; b < kMiddleBits; ++b) planes[b] = middle_of(place) + b * words();
    sign_row(place, signs.data());
    planes[kMiddleBits] = signs.data();
}

void Chunk::score(std::span<const Place> places, const ScanQuery& query, float* scores) const {
    if (content_.sealed) {
        const CentredQuery& centred = query.at(*content_.sealed->centre);
        fine_scores(places, centred, scores);
    } else {
        for (std::size_t i = 0; i < places.size(); ++i) {
            scores[i] = dot(query.unit(), content_.rows.get() + places[i] * padded_, padded_);
        }
    }
    for (std::size_t i = 0; i < places.size(); ++i) scores[i] = std::clamp(scores[i], -1.0F, 1.0F);
}

void Chunk::coarse_products(std::span<const Place> places, const QueryPlanes& query,
                            std::int64_t* products) const {
    // All signs before the first product: what was just written word by word is not read at once as a whole.
    std::array<std::uint64_t, kPlacesAtOnce*(kDimensionMax / 64)> signs;
    for (std::size_t i = 0; i < places.size(); ++i) sign_row(places[i], signs.data() + i * words());
    dot_coarse({signs.data(), content_.sealed->middle.get(), places}, query.planes(), words(), products);
}

void Chunk::fine_scores(std::span<const Place> places, const CentredQuery& query, float* scores) const {
    std::array<std::int64_t, kPlacesAtOnce> products;
    coarse_products(places, query.fine, products.data());
    std::array<std::uint64_t, fine_row_words(kDimensionMax)> room;  // for a row that is read from the disk
    for (std::size_t i = 0; i < places.size(); ++i) {
        const std::uint64_t* fine = content_.sealed->fine.row(places[i], room.data());
        if (!fine) {
            BoundedScore coarse;
            coarse_scores(places.subspan(i, 1), query, &coarse);
            scores[i] = coarse.score;
            continue;
        }
        const std::int64_t sum =
            products[i] * (1 << kFineBits) + dot_planes({fine, kFineBits}, query.fine.planes(), words());
        const double product = static_cast<double>(sum) - double{kFineMiddle} * query.fine.sum;
        const auto [factor, along] = std::bit_cast<FineFactors>(fine[kFineBits * words()]);
        scores[i] = query.along * along + factor * query.fine.step * static_cast<float>(product);
    }
}

Estimator Chunk::front_estimator(const CentredQuery& query) const {
    return estimator(query, query.signs.front, front_words(padded_), kFrontSlack);
}

Estimator Chunk::estimator(const CentredQuery& query) const {
    return estimator(query, query.signs.all, words(), kSignSlack);
}

// Of x the signs of a row and y what stands in for the query q, x . y is x . q without bias. It varies by
// |y|^2, of which the row itself explains (1 - sign_error^2) |q|^2. As x . q is at most |x| |q|, what may err
// by more says nothing.
Estimator Chunk::estimator(const CentredQuery& query, const SignQuery::StandIn& stand_in,
                           std::size_t stand_in_words, float deviations) const {
    const float sign_error = content_.sealed->sign_error;
    const float error = std::sqrt(
        std::max(0.0F, stand_in.squared_length + query.squared_length * (sign_error * sign_error - 1)));
    const float most = std::sqrt(static_cast<float>(padded_) * query.squared_length);
    if (stand_in.scale == 0 || deviations * error >= most) return {query.along, 0, 0, most};
    constexpr auto kLargest = static_cast<float>((1 << kSignQueryBits) - 1);
    const auto count = static_cast<float>(64 * stand_in_words);
    return {query.along, -2 * stand_in.scale, kLargest * count * stand_in.scale, deviations * error};
}

void Chunk::scan_front(std::span<const std::uint8_t> groups, const CentredQuery& query,
                       std::int32_t* front_sums, ReadAhead& ahead) const {
    scan_signs(content_.sealed->front.signs(), front_words(padded_), query.signs.front_planes.get(), groups,
               front_sums, ahead);
}

void Chunk::scan_rear(std::span<const Place> places, const CentredQuery& query,
                      const std::int32_t* front_sums, std::int32_t* sums) const {
    scan_rows(content_.sealed->rear_signs.get(), rear_words(), query.signs.rear_planes.get(), places,
              front_sums, sums);
}

PickSums Chunk::pick(const Estimator& estimator, float threshold, const std::int32_t* sums,
                     const std::array<std::uint64_t, kChunkWords>& passing,
                     std::array<std::uint64_t, kChunkWords>& promising, ReadAhead& ahead) const {
    const SealedRows& rows = *content_.sealed;
    return vectors::pick(estimator, sums, rows.front.alongs(), rows.front.sign_factors(), passing, threshold,
                         promising.data(), ahead);
}

EstimateSums Chunk::estimate_word(std::size_t word, std::uint64_t passing, const Estimator& estimator,
                                  const std::int32_t* sums) const {
    const SealedRows& rows = *content_.sealed;
    return estimate(estimator, sums + word * 64, rows.front.alongs() + word * 64,
                    rows.front.sign_factors() + word * 64, passing);
}

float Chunk::reach(Place place, std::int32_t sum, const Estimator& estimator) const {
    const SealedRows& rows = *content_.sealed;
    const float product = estimator.scale * static_cast<float>(sum) + estimator.offset;
    return estimator.along * to_float(rows.front.alongs()[place]) +
           to_float(rows.front.sign_factors()[place]) * (product + estimator.slack);
}

void Chunk::coarse_scores(std::span<const Place> places, const CentredQuery& query,
                          BoundedScore* scores) const {
    const SealedRows& rows = *content_.sealed;
    std::array<std::int64_t, kPlacesAtOnce> products;
    coarse_products(places, query.coarse, products.data());
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto product =
            static_cast<float>(static_cast<double>(products[i]) - double{kCoarseMiddle} * query.coarse.sum);
        const auto along = to_float(rows.front.alongs()[places[i]]);
        const float rest = to_float(rows.coarse_factors[places[i]]) * query.coarse.step * product;
        scores[i] = {query.along * along + rest,
                     kCoarseSlack * slack_of(along, rows.coarse_error, query, query.coarse.squared_error)};
    }
}

float Chunk::slack_of(float along, float error, const CentredQuery& query, double query_error) const {
    const float squared_length = std::max(0.0F, 1 - along * along);
    return std::sqrt(squared_length * (query.squared_length * error * error +
                                       static_cast<float>(query_error) / static_cast<float>(padded_)));
}

void Chunk::prefetch_front(std::span<const std::uint8_t> groups) const {
    const SealedRows& rows = *content_.sealed;
    const std::size_t group_words = kGroupRows * front_words(padded_);
    for (const std::size_t group : groups) {
        prefetch(rows.front.signs() + group * group_words, group_words);
        __builtin_prefetch(rows.front.alongs() + group * kGroupRows);
        __builtin_prefetch(rows.front.sign_factors() + group * kGroupRows);
    }
}

void Chunk::prefetch_rear(Place place) const {
    const std::size_t words = rear_words();
    if (words > 0) prefetch(content_.sealed->rear_signs.get() + place * words, words);
}

void Chunk::prefetch_row(Place place) const {
    __builtin_prefetch(content_.ids.data() + place);
    if (!is_sealed()) return;
    prefetch_signs(place);
    prefetch_coarse(place);
    content_.sealed->fine.prefetch_row(place);
}

void Chunk::prefetch_signs(Place place) const {
    const SealedRows& rows = *content_.sealed;
    const std::size_t group_row = place / kGroupRows * kGroupRows;
    prefetch(rows.front.signs() + group_row * front_words(padded_), kGroupRows * front_words(padded_));
    prefetch_rear(place);
}

void Chunk::prefetch_head() const {
    constexpr std::size_t kLineBytes = 64;
    const auto bring = [](const auto& member) {
        const auto* bytes = reinterpret_cast<const std::byte*>(&member);
        for (std::size_t i = 0; i < sizeof(member); i += kLineBytes) __builtin_prefetch(bytes + i);
    };
    bring(mutex);
    bring(content_.taken);
    bring(content_.sealed);
    bring(last_filled_at_);
}

void Chunk::prefetch_coarse(Place place) const {
    const SealedRows& rows = *content_.sealed;
    __builtin_prefetch(rows.coarse_factors.get() + place);
    prefetch(middle_of(place), kMiddleBits * words());
}

std::vector<float> Chunk::decode(Place place) const {
    if (!content_.sealed) {
        const float* row = content_.rows.get() + place * padded_;
        return {row, row + padded_};
    }
    const SealedRows& rows = *content_.sealed;
    std::vector<float> unit(padded_);
    std::vector<std::uint64_t> room(fine_row_words(padded_));
    const std::uint64_t* fine = rows.fine.row(place, room.data());
    if (!fine) {
        add_coarse(place, unit.data());
        return unit;
    }
    std::array<const std::uint64_t*, kCodeBits> planes;
    SignRow signs;
    for (std::size_t b = 0; b < kFineBits; ++b) planes[b] = fine + b * words();
    coarse_planes(place, signs, std::span(planes).last<kCoarseBits>());
    const auto [factor, along] = std::bit_cast<FineFactors>(fine[kFineBits * words()]);
    for (std::size_t i = 0; i < padded_; ++i) {
        unit[i] = factor * (static_cast<float>(unpack(planes, i)) - kFineMiddle);
    }
    add_scaled(along, rows.centre->direction.get(), unit.data(), padded_);
    return unit;
}

void Chunk::add_coarse(Place place, float* sum) const {
    if (!content_.sealed) return add_scaled(1, content_.rows.get() + place * padded_, sum, padded_);
    const SealedRows& rows = *content_.sealed;
    std::array<const std::uint64_t*, kCoarseBits> planes;
    SignRow signs;
    coarse_planes(place, signs, planes);
    const auto factor = to_float(rows.coarse_factors[place]);
    for (std::size_t i = 0; i < padded_; ++i) {
        sum[i] += factor * (static_cast<float>(unpack(planes, i)) - kCoarseMiddle);
    }
    add_scaled(to_float(rows.front.alongs()[place]), rows.centre->direction.get(), sum, padded_);
}

}  // namespace palette::vectors
