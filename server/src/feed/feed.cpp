#include "feed/feed.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <unordered_set>

#include "base/encoding.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "feed/deal.hpp"
#include "feed/interests.hpp"

namespace palette::feed {
namespace {

// Each lost race means that another tab got a page; more tabs than this at one moment are a mistake.
constexpr int kAttemptsMax = 6;
constexpr std::size_t kPositionMax = 100'000'000;

struct PackedCursor {
    std::int64_t walk;
    std::uint64_t position;
};

std::string encode(store::FeedWalk place) {
    const PackedCursor packed{place.id, place.position};
    std::array<std::uint8_t, sizeof packed> bytes{};
    std::memcpy(bytes.data(), &packed, sizeof packed);
    return to_base64url(bytes);
}

Result<store::FeedWalk> decode(std::string_view cursor) {
    const auto bytes = from_base64url(cursor);
    PackedCursor packed{};
    if (bytes && bytes->size() == sizeof packed) {
        std::memcpy(&packed, bytes->data(), sizeof packed);
        if (packed.walk > 0 && packed.position > 0 && packed.position <= kPositionMax) {
            return store::FeedWalk{packed.walk, packed.position};
        }
    }
    return fail(ErrorKind::invalid, "cursor_invalid", "This cursor does not belong to this list.");
}

Signal::Kind kind_of(store::FeedSignalKind kind) {
    switch (kind) {
        case store::FeedSignalKind::like:
            return Signal::Kind::like;
        case store::FeedSignalKind::save:
            return Signal::Kind::save;
        case store::FeedSignalKind::upload:
            return Signal::Kind::upload;
        case store::FeedSignalKind::open:
            return Signal::Kind::open;
    }
    return Signal::Kind::open;
}

// The least id that can be given at `time`: ids begin with milliseconds.
ImageId first_id_at(Timestamp time) {
    return ImageId{time.time_since_epoch().count() << 20};
}

// Whether the place the library lies in refused a write, and reading goes on.
bool is_refused_note(const Error& error) {
    return error.kind == ErrorKind::no_space || error.kind == ErrorKind::busy || error.kind == ErrorKind::io;
}

std::string id_of(const store::FeedInterest& interest) {
    const auto* offered = find_offered_interest(interest.id);
    return offered ? std::string(offered->name) : encode_id(interest.id);
}

std::string title_of(const store::FeedInterest& interest) {
    const auto* offered = find_offered_interest(interest.id);
    return offered ? std::string(offered->title) : interest.words;
}

Result<store::FeedInterest> interest_of(const InterestChoice& choice) {
    if (!choice.name.empty()) {
        const auto* offered = find_offered_interest(std::string_view(choice.name));
        if (!offered)
            return fail(ErrorKind::invalid, "interest_unknown", "There is no such interest to choose.");
        return store::FeedInterest{offered->id, {}};
    }
    return store::FeedInterest{new_id_value(), to_clean_line(choice.words, kInterestCharactersMax * 4)};
}

}  // namespace

Feed::Feed(packs::CurrentSpace space, store::Database& database)
    : space_(std::move(space)), repository_(database), duplicates_(database) {}

Result<FeedPage> Feed::page(PersonId person, std::string_view cursor, std::size_t limit) {
    store::FeedWalk place{new_id_value(), 0};
    if (!cursor.empty()) {
        auto decoded = decode(cursor);
        if (!decoded) return forward(decoded);
        place = *decoded;
    }
    for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
        const auto unkept = unkept_.shown_to(person);
        auto state = repository_.state(person, kSignalsMax);
        if (!state) return forward(state);
        state->shown.insert(state->shown.begin(), unkept.images.begin(), unkept.images.end());
        auto tiles = cursor.empty() ? std::vector<store::FeedTile>{} : shown_at(person, place, limit);
        if (!tiles) return forward(tiles);
        const bool is_new = tiles->empty();
        if (is_new) {
            tiles = compose_tiles(person, *state, place, limit);
            if (!tiles) return forward(tiles);
            auto kept = keep(person, place, *tiles, {state->sequence, unkept.latest});
            if (!kept) return forward(kept);
            if (!*kept) continue;
        }
        FeedPage page;
        const std::unordered_set<ImageId> dismissed(state->dismissed.begin(), state->dismissed.end());
        for (const auto& tile : *tiles) {
            if (!dismissed.contains(tile.image)) page.tiles.push_back(shown(tile, state->interests));
        }
        if (!is_new || tiles->size() == limit)
            page.next_cursor = encode({place.id, place.position + tiles->size()});
        return page;
    }
    return fail(ErrorKind::busy, "feed_busy", "Too many tabs ask for this feed at the same moment.");
}

Result<std::vector<store::FeedTile>> Feed::shown_at(PersonId person, store::FeedWalk place,
                                                    std::size_t limit) const {
    auto tiles = unkept_.shown_at(person, place, limit);
    if (!tiles.empty()) return tiles;
    return repository_.shown_at(person, place, limit);
}

Result<std::vector<store::FeedTile>> Feed::compose_tiles(PersonId person, store::FeedState& state,
                                                         store::FeedWalk place, std::size_t limit) {
    auto composed = compose(state, place, limit);
    if (composed && composed->empty() && place.position == 0 && !state.shown.empty()) {
        // Everything has been shown: what was shown longest ago comes again.
        if (auto forgotten = repository_.forget_older_pages(person); !forgotten) {
            if (!is_refused_note(forgotten.error())) return forward(forgotten);
        }
        state.shown.resize(state.shown.size() / 2);
        composed = compose(state, place, limit);
    }
    if (!composed) return forward(composed);
    std::vector<store::FeedTile> tiles;
    for (const Tile& tile : *composed) {
        tiles.push_back({tile.image, static_cast<std::uint8_t>(tile.reason.kind), tile.reason.source});
    }
    return tiles;
}

Result<bool> Feed::keep(PersonId person, store::FeedWalk place, std::span<const store::FeedTile> tiles,
                        const Known& known) {
    if (tiles.empty()) return true;
    auto kept = repository_.add_page(person, place, tiles, known.sequence);
    if (kept) {
        if (*kept && forgets_.exchange(false)) spdlog::info("The feed notes again what it shows.");
        return kept;
    }
    if (!is_refused_note(kept.error())) return kept;
    if (!forgets_.exchange(true)) {
        spdlog::warn("The feed cannot note what it shows, and remembers it until this process ends: {}",
                     describe(kept.error()));
    }
    return unkept_.add(person, place, tiles, known.unkept_latest);
}

std::shared_ptr<const Feed::Ground> Feed::ground() const {
    const auto space = space_();
    const std::lock_guard lock(ground_mutex_);
    const std::size_t size = space->vectors().size();
    if (!ground_ || ground_->space != space ||
        ground_age_.elapsed_ms() > static_cast<double>(kCenterKept.count()) ||
        size > ground_->size + ground_->size / 8) {
        const auto& vectors = space->vectors();
        ground_ = std::make_shared<const Ground>(space, LibraryCenter(vectors, vectors.ids()), size);
        ground_age_ = {};
    }
    return ground_;
}

Result<std::vector<float>> Feed::direction_of(const std::string& words,
                                              const inference::ModelPack& pack) const {
    const std::string key = pack.description().identity() + '\n' + words;
    if (auto known = directions_.get(key)) return std::move(*known);
    auto direction = pack.embed_text(words);
    if (direction) directions_.put(key, *direction);
    return direction;
}

Result<std::vector<Interest>> Feed::interests(const store::FeedState& state, const Ground& ground) const {
    TasteSources sources;
    for (const auto& signal : state.signals)
        sources.signals.push_back({signal.image, kind_of(signal.kind), signal.at});
    for (const auto& interest : state.interests) {
        const auto* offered = find_offered_interest(interest.id);
        auto direction =
            direction_of(offered ? std::string(offered->prompt) : interest.words, ground.space->pack());
        if (!direction) return forward(direction);
        sources.chosen.push_back({interest.id, interest.words, std::move(*direction)});
    }
    sources.settings = state.settings;
    return interests_of(
        sources, [&ground](ImageId image) { return ground.center.centred(image.value); }, now());
}

Result<std::vector<Tile>> Feed::compose(const store::FeedState& state, store::FeedWalk place,
                                        std::size_t limit) const {
    const auto ground = this->ground();
    auto interests = this->interests(state, *ground);
    if (!interests) return forward(interests);
    PageRequest request;
    request.tiles = limit;
    request.seed = mix(static_cast<std::uint64_t>(place.id)) + place.position;
    request.interests = std::move(*interests);
    request.excluded = state.excluded;
    for (const ImageId image : state.shown) request.excluded.push_back(image.value);
    for (const auto& signal : state.signals) {
        if (signal.kind != store::FeedSignalKind::open) request.recent.push_back(signal.image);
    }
    request.recent.insert(request.recent.end(), state.shown.begin(), state.shown.end());
    request.dismissed = state.dismissed;
    if (state.is_onboarded) {
        request.arrived_after = first_id_at(std::max<Timestamp>(state.onboarded_at, now() - kFreshTime));
    }
    const PageComposer composer(
        ground->space->vectors(),
        [this](std::span<const ImageId> images) { return repository_.hashes_of(images); },
        [this](std::span<const ImageId> images) { return duplicates_.pairs_among(images); });
    return composer.compose(ground->center, request);
}

ShownTile Feed::shown(const store::FeedTile& tile, const std::vector<store::FeedInterest>& interests) {
    ShownTile shown{tile.image, static_cast<Reason::Kind>(tile.reason), {}, {}};
    if (shown.reason == Reason::Kind::interest) {
        const auto interest = std::ranges::find(interests, tile.source, &store::FeedInterest::id);
        if (interest != interests.end()) {
            shown.interest = title_of(*interest);
        } else if (const auto* offered = find_offered_interest(tile.source)) {
            shown.interest = offered->title;
        }
    } else if (tile.source != 0) {
        shown.because_of = ImageId{tile.source};
    }
    return shown;
}

Result<void> Feed::choose(PersonId person, std::span<const InterestChoice> choices) {
    std::vector<store::FeedInterest> interests;
    std::unordered_set<std::string> names;
    for (const InterestChoice& choice : choices) {
        auto interest = interest_of(choice);
        if (!interest) return forward(interest);
        if (names.insert(choice.name.empty() ? fold_case(interest->words) : choice.name).second) {
            interests.push_back(std::move(*interest));
        }
    }
    if (!choices.empty() &&
        (interests.size() < kInterestsChosenMin || interests.size() > kInterestsChosenMax)) {
        return fail(ErrorKind::invalid, "interests_invalid",
                    "Choose at least five different interests, or none.");
    }
    return repository_.set_interests(person, interests);
}

Result<KnownTaste> Feed::taste(PersonId person) const {
    auto state = repository_.state(person, kSignalsMax);
    if (!state) return forward(state);
    auto interests = this->interests(*state, *ground());
    if (!interests) return forward(interests);
    const auto shares = shares_of(*interests);
    KnownTaste taste;
    taste.is_onboarded = state->is_onboarded;
    taste.dismissed = state->dismissed;
    taste.seen = state->shown.size() + unkept_.shown_to(person).images.size();
    for (std::size_t i = 0; i < interests->size(); ++i) {
        const Interest& interest = (*interests)[i];
        if (interest.kind == Interest::Kind::session) continue;
        KnownInterest known;
        known.kind = interest.kind;
        known.setting = interest.setting;
        known.share = shares[i];
        if (interest.kind == Interest::Kind::chosen) {
            const auto chosen = std::ranges::find(state->interests, interest.id, &store::FeedInterest::id);
            known.id = id_of(*chosen);
            known.title = title_of(*chosen);
        } else {
            known.id = encode_id(interest.id);
            known.medoid = ImageId{interest.id};
            known.images.assign(interest.images.begin(),
                                interest.images.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                              interest.images.size(), kInterestImagesShown)));
        }
        taste.interests.push_back(std::move(known));
    }
    return taste;
}

Result<void> Feed::set(PersonId person, const std::unordered_map<std::string, float>& settings) {
    auto known = taste(person);
    if (!known) return forward(known);
    std::unordered_map<std::int64_t, float> by_anchor;
    for (const auto& [id, setting] : settings) {
        if (!(setting >= 0 && setting <= kSettingMax)) {
            return fail(ErrorKind::invalid, "setting_invalid", "A weight is a number from 0 to 2.");
        }
        if (std::ranges::find(known->interests, id, &KnownInterest::id) == known->interests.end()) {
            return fail(ErrorKind::not_found, "interest_unknown", "There is no such interest in this feed.");
        }
        const auto* offered = find_offered_interest(std::string_view(id));
        by_anchor[offered ? offered->id : decode_id(id).value_or(0)] = setting;
    }
    return repository_.set_settings(person, by_anchor);
}

Result<void> Feed::give_feedback(PersonId person, ImageId image, store::FeedbackKind kind) {
    return repository_.add_feedback(person, image, kind);
}

Result<void> Feed::take_back_feedback(PersonId person, ImageId image, store::FeedbackKind kind) {
    return repository_.remove_feedback(person, image, kind);
}

Result<bool> Feed::is_onboarded(PersonId person) const {
    return repository_.is_onboarded(person);
}

Result<void> Feed::forget(PersonId person) {
    auto forgotten = repository_.forget(person);
    if (forgotten) unkept_.forget(person);
    return forgotten;
}

Result<std::vector<std::optional<ImageId>>> Feed::illustrations() {
    const std::lock_guard lock(illustrations_mutex_);
    const auto space = space_();
    const std::string pack = space->pack().description().identity();
    if (!illustrations_.empty() && illustrations_pack_ == pack &&
        illustrations_age_.elapsed_ms() < kIllustrationsKept.count()) {
        return illustrations_;
    }
    auto hidden = repository_.private_images();
    if (!hidden) return forward(hidden);
    const vectors::Filter shown = ~space->vectors().filter_of(*hidden);
    std::vector<std::optional<ImageId>> images;
    for (const auto& interest : offered_interests()) {
        auto direction = direction_of(std::string(interest.prompt), space->pack());
        if (!direction) return forward(direction);
        auto found = space->vectors().search(*direction, offered_interests().size(), &shown);
        if (!found) return forward(found);
        images.emplace_back();
        for (const auto& neighbor : found->neighbors) {
            if (std::ranges::find(images, ImageId{neighbor.id}) != images.end()) continue;
            images.back() = ImageId{neighbor.id};
            break;
        }
    }
    illustrations_ = std::move(images);
    illustrations_pack_ = pack;
    illustrations_age_ = {};
    return illustrations_;
}

}  // namespace palette::feed
