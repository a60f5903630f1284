#include "search/image_search.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "base/encoding.hpp"
#include "search/duplicate_groups.hpp"

namespace palette::search {
namespace {

// Best first: by match, then score. Otherwise by time of arrival, or as the shuffle of a seed has it.
struct ComesBefore {
    Sort sort = Sort::relevance;
    std::uint32_t seed = 0;

    bool operator()(const Hit& x, const Hit& y) const {
        if (sort == Sort::newest) return x.id > y.id;
        if (sort == Sort::random) return Catalogue::place_of(seed, x.id) < Catalogue::place_of(seed, y.id);
        if (x.match != y.match) return x.match < y.match;
        if (x.score != y.score) return x.score > y.score;
        return x.id < y.id;
    }
};

// FNV-1a (Fowler, Noll, Vo) over everything that makes a query.
class Fingerprint {
  public:
    void add(std::string_view bytes) {
        for (const char byte : bytes) mix(static_cast<unsigned char>(byte));
        mix(0x1FF);  // a border no byte can be
    }
    template <class Number>
        requires std::is_arithmetic_v<Number>
    void add(Number value) {
        add(std::string_view(reinterpret_cast<const char*>(&value), sizeof value));
    }
    [[nodiscard]] std::uint64_t value() const { return hash_; }

  private:
    void mix(std::uint64_t part) { hash_ = (hash_ ^ part) * 0x100000001B3ULL; }
    std::uint64_t hash_ = 0xCBF29CE484222325ULL;
};

void add(Fingerprint& print, const std::vector<TextPart>& parts) {
    print.add("texts");
    for (const auto& part : parts) {
        print.add(part.text);
        print.add(part.weight);
    }
}

void add(Fingerprint& print, const std::vector<ExamplePart>& parts) {
    print.add("like");
    for (const auto& part : parts) {
        print.add(part.example.image ? part.example.image->value : 0);
        const auto& embedding = part.example.embedding;
        print.add({reinterpret_cast<const char*>(embedding.data()), embedding.size() * sizeof(float)});
        const Region region = part.region.value_or(Region{});
        for (const float value : {region.left, region.top, region.width, region.height, part.weight})
            print.add(value);
    }
}

void add(Fingerprint& print, const std::vector<ColorPart>& parts) {
    print.add("colors");
    for (const auto& part : parts) {
        print.add(to_hex_color(part.color));
        print.add(part.share.value_or(-1));
        print.add(part.weight);
    }
}

void add(Fingerprint& print, const std::vector<std::string>& texts) {
    print.add("list");
    for (const auto& text : texts) print.add(text);
}

void add(Fingerprint& print, const Filters& filters) {
    add(print, filters.all_tags);
    add(print, filters.any_tags);
    add(print, filters.no_tags);
    print.add(filters.within.has_value());
    if (filters.within) {
        print.add({reinterpret_cast<const char*>(filters.within->data()),
                   filters.within->size() * sizeof(std::int64_t)});
    }
    print.add(filters.owner ? filters.owner->value : 0);
    print.add(filters.artist);
    print.add(filters.orientation ? static_cast<std::int64_t>(*filters.orientation) : -1);
    print.add(std::int64_t{filters.width_px_min});
    print.add(std::int64_t{filters.height_px_min});
    print.add(filters.megapixels_min);
    print.add(filters.from ? filters.from->time_since_epoch().count() : -1);
    print.add(filters.until ? filters.until->time_since_epoch().count() : -1);
    print.add(filters.has_words ? static_cast<std::int64_t>(*filters.has_words) : -1);
}

// All that decides what a viewer may see.
void add(Fingerprint& print, const Viewer& viewer) {
    print.add(viewer.machine);
    print.add(viewer.person ? viewer.person->value : 0);
}

std::uint64_t fingerprint(const Query& query) {
    Fingerprint print;
    add(print, query.viewer);
    add(print, query.texts);
    add(print, query.like);
    add(print, query.colors);
    add(print, query.minus);
    add(print, query.minus_like);
    add(print, query.minus_colors);
    add(print, query.filters);
    print.add(static_cast<std::int64_t>(query.sort));
    print.add(query.sort == Sort::random ? std::int64_t{query.seed} : 0);
    print.add(static_cast<std::int64_t>(query.spelling));
    print.add(static_cast<std::int64_t>(query.copies));
    return print.value();
}

// Where a page ended: `position` within the kept ranking `ranking`, and the last Hit itself for when it is
// gone.
struct Cursor {
    std::uint64_t query = 0;
    std::uint64_t ranking = 0;
    std::uint32_t position = 0;
    Hit last;
};

struct PackedCursor {
    std::uint64_t query;
    std::uint64_t ranking;
    std::int64_t last_id;
    std::uint32_t position;
    float last_score;
    std::uint64_t last_match;
};

std::string encode(const Cursor& cursor) {
    const PackedCursor packed{cursor.query,         cursor.ranking,
                              cursor.last.id.value, cursor.position,
                              cursor.last.score,    static_cast<std::uint64_t>(cursor.last.match)};
    const auto bytes = std::bit_cast<std::array<std::uint8_t, sizeof packed>>(packed);
    return to_base64url(bytes);
}

Result<Cursor> decode(std::string_view text, std::uint64_t query) {
    const auto bytes = from_base64url(text);
    PackedCursor packed{};
    if (bytes && bytes->size() == sizeof packed) {
        std::memcpy(&packed, bytes->data(), sizeof packed);
        if (packed.query == query && packed.last_match <= static_cast<std::uint64_t>(Match::weak)) {
            return Cursor{
                packed.query,
                packed.ranking,
                packed.position,
                {ImageId{packed.last_id}, packed.last_score, static_cast<Match>(packed.last_match)}};
        }
    }
    return fail(ErrorKind::invalid, "cursor_invalid", "This cursor does not belong to this query.");
}

// Of hits that show the same picture the first stays, and says for how many it stands.
void fold(std::vector<Hit>& hits, const DuplicatePairs& pairs) {
    if (pairs.empty()) return;
    std::unordered_map<std::int64_t, std::size_t> places;
    for (std::size_t i = 0; i < hits.size(); ++i) places.emplace(hits[i].id.value, i);
    std::unordered_set<std::int64_t> folded;
    for (const auto& group : groups_of(pairs, [&](ImageId id) { return places.contains(id.value); })) {
        const auto place = [&](ImageId id) { return places.at(id.value); };
        const ImageId first = std::ranges::min(group, {}, place);
        hits[place(first)].copies = group.size() - 1;
        for (const ImageId id : group) {
            if (id != first) folded.insert(id.value);
        }
    }
    std::erase_if(hits, [&](const Hit& hit) { return folded.contains(hit.id.value); });
}

// Whether a hit shows the same picture as an Image that is none.
bool are_paired_with_others(const std::vector<Hit>& hits, const DuplicatePairs& pairs) {
    if (pairs.empty()) return false;
    std::unordered_set<std::int64_t> ids;
    for (const Hit& hit : hits) ids.insert(hit.id.value);
    return std::ranges::any_of(pairs, [&](const auto& pair) {
        return ids.contains(pair.first.value) != ids.contains(pair.second.value);
    });
}

}  // namespace

ImageSearch::ImageSearch(const LibraryIndex& index, store::Database& database, RegionReader read_region)
    : index_(index), database_(database), read_region_(std::move(read_region)) {}

Result<std::shared_ptr<const Selection>> ImageSearch::selection_of(const Query& query,
                                                                   const packs::Space& space) {
    if (query.filters == Filters{} && !index_.catalogue().hides_from(query.viewer)) return nullptr;
    Fingerprint print;
    add(print, query.filters);
    add(print, query.viewer);
    print.add(index_.sequence());
    print.add(space.pack().description().identity());
    if (auto known = selections_.get(print.value())) return std::move(*known);
    auto selected = select(index_.catalogue(), space, database_, query.filters, query.viewer);
    if (!selected) return forward(selected);
    auto selection = std::make_shared<const Selection>(std::move(*selected));
    selections_.put(print.value(), selection);
    return selection;
}

Result<Ranking> ImageSearch::rank(const Query& query) {
    return rank(query, Depth::whole);
}

Result<Ranking> ImageSearch::rank(const Query& query, Depth depth) {
    if (query.is_empty()) return std::unexpected(empty_query());
    const auto space = index_.space();
    auto selection = selection_of(query, *space);
    if (!selection) return forward(selection);
    QueryRun run(means_, query, space, std::move(*selection), depth);
    if (auto prepared = run.prepare(); !prepared) return forward(prepared);
    auto hits = run.score();
    const auto duplicates = index_.duplicates();
    const bool folds = query.copies == Copies::folded;
    if (hits && folds && run.depth() == Depth::first && are_paired_with_others(*hits, *duplicates)) {
        if (auto deeper = run.deepen(); !deeper) return forward(deeper);
        hits = run.score();
    }
    if (!hits) return forward(hits);
    Ranking ranking{std::move(*hits), {}, run.corrections(), run.depth() == Depth::whole};
    std::ranges::sort(ranking.hits, ComesBefore{});
    const std::optional<Hit> last_sure = ranking.is_whole || ranking.hits.size() <= kFirstHits
                                             ? std::nullopt
                                             : std::optional(ranking.hits[kFirstHits - 1]);
    if (folds) fold(ranking.hits, *duplicates);
    if (ranking.hits.size() > kHitsMax) ranking.hits.resize(kHitsMax);
    if (query.sort != Sort::relevance) {
        // Out of their order, weak matches cannot be told from good ones any more.
        if (query.has_wishes())
            std::erase_if(ranking.hits, [](const Hit& hit) { return hit.match == Match::weak; });
        std::ranges::sort(ranking.hits, ComesBefore{query.sort, query.seed});
    }
    for (const Hit& hit : ranking.hits) {
        auto& count = hit.match == Match::strong    ? ranking.counts.strong
                      : hit.match == Match::related ? ranking.counts.related
                                                    : ranking.counts.weak;
        ++count;
    }
    if (!ranking.is_whole) ranking.counts.weak = kHitsMax - ranking.counts.strong - ranking.counts.related;
    if (last_sure) {
        ranking.hits.erase(std::ranges::upper_bound(ranking.hits, *last_sure, ComesBefore{}),
                           ranking.hits.end());
    }
    return ranking;
}

Result<std::vector<Explanation>> ImageSearch::explain(const Query& query, std::span<const ImageId> ids) {
    const auto space = index_.space();
    auto selection = selection_of(query, *space);
    if (!selection) return forward(selection);
    QueryRun run(means_, query, space, std::move(*selection));
    if (auto prepared = run.prepare(); !prepared) return forward(prepared);
    return run.explain(ids);
}

Result<SearchPage> ImageSearch::page(const Query& query, std::string_view cursor, std::size_t limit) {
    const std::uint64_t print = fingerprint(query);
    std::optional<Cursor> from;
    std::uint64_t key = 0;
    std::size_t begin = 0;
    // Read before ranking: what changes meanwhile makes the ranking one of the past.
    const std::int64_t sequence = index_.sequence();
    const std::string pack = index_.pack();
    if (!cursor.empty()) {
        auto decoded = decode(cursor, print);
        if (!decoded) return forward(decoded);
        from = *decoded;
        key = from->ranking;
        begin = from->position;
    } else if (const auto latest = latest_.get(print);
               latest && latest->sequence == sequence && latest->pack == pack) {
        key = latest->ranking;
    }
    std::shared_ptr<const Ranking> ranking = rankings_.get(key).value_or(nullptr);
    if (!ranking || (!ranking->is_whole && begin + limit > ranking->hits.size())) {
        const bool few = !ranking && !from && limit <= kFirstHits;
        auto fresh = rank(query, few ? Depth::first : Depth::whole);
        // Where what was folded is missing from the page.
        if (fresh && !fresh->is_whole && fresh->hits.size() < limit) fresh = rank(query, Depth::whole);
        if (!fresh) return forward(fresh);
        ranking = std::make_shared<const Ranking>(std::move(*fresh));
        key = static_cast<std::uint64_t>(new_id_value());
        rankings_.put(key, ranking);
        latest_.put(print, {sequence, pack, key});
        const auto after =
            from ? std::ranges::upper_bound(ranking->hits, from->last, ComesBefore{query.sort, query.seed})
                 : ranking->hits.begin();
        begin = static_cast<std::size_t>(after - ranking->hits.begin());
    }
    const std::size_t end = std::min(begin + limit, ranking->hits.size());
    SearchPage page;
    page.counts = ranking->counts;
    page.corrections = ranking->corrections;
    if (begin < end) {
        page.hits.assign(ranking->hits.begin() + static_cast<std::ptrdiff_t>(begin),
                         ranking->hits.begin() + static_cast<std::ptrdiff_t>(end));
    }
    if (end > 0 && (end < ranking->hits.size() || !ranking->is_whole)) {
        page.next_cursor = encode({print, key, static_cast<std::uint32_t>(end), ranking->hits[end - 1]});
    }
    return page;
}

}  // namespace palette::search
