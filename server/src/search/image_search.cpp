#include "search/image_search.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "base/encoding.hpp"
#include "search/query_run.hpp"

namespace palette::search {
namespace {

bool comes_before(const Hit& x, const Hit& y) {
    if (x.match != y.match) return x.match < y.match;
    if (x.score != y.score) return x.score > y.score;
    return x.id < y.id;
}

// FNV-1a (Fowler, Noll, Vo) over everything that makes a query.
class Fingerprint {
  public:
    void add(std::string_view bytes) {
        for (const char byte : bytes) mix(static_cast<unsigned char>(byte));
        mix(0x1FF);  // a border no byte can be
    }
    void add(std::int64_t value) { add({reinterpret_cast<const char*>(&value), sizeof value}); }
    [[nodiscard]] std::uint64_t value() const { return hash_; }

  private:
    void mix(std::uint64_t part) { hash_ = (hash_ ^ part) * 0x100000001B3ULL; }
    std::uint64_t hash_ = 0xCBF29CE484222325ULL;
};

std::uint64_t fingerprint(const Query& query) {
    Fingerprint print;
    print.add(query.text);
    for (const auto& example : query.like) {
        if (const auto* id = std::get_if<ImageId>(&example)) {
            print.add(id->value);
        } else {
            const auto& embedding = std::get<std::vector<float>>(example);
            print.add({reinterpret_cast<const char*>(embedding.data()), embedding.size() * sizeof(float)});
        }
    }
    print.add("minus");
    for (const auto& text : query.minus) print.add(text);
    print.add("colors");
    for (const Rgb& color : query.colors) print.add(to_hex_color(color));
    print.add("tags");
    for (const auto& tag : query.tags) print.add(tag);
    print.add(query.orientation ? static_cast<std::int64_t>(*query.orientation) : -1);
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

}  // namespace

ImageSearch::ImageSearch(const LibraryIndex& index, store::Database& database,
                         const inference::ModelPack& pack)
    : index_(index), database_(database), texts_(pack) {}

Result<Ranking> ImageSearch::rank(const Query& query) {
    if (query.is_empty()) {
        return fail(ErrorKind::invalid, "query_empty",
                    "Say what to look for: words, a picture, a colour or a tag.");
    }
    QueryRun run(index_, database_, texts_);
    if (auto prepared = run.prepare(query); !prepared) return forward(prepared);
    auto hits = run.score();
    if (!hits) return forward(hits);
    Ranking ranking{std::move(*hits), {}};
    std::ranges::sort(ranking.hits, comes_before);
    if (ranking.hits.size() > kHitsMax) ranking.hits.resize(kHitsMax);
    for (const Hit& hit : ranking.hits) {
        auto& count = hit.match == Match::strong    ? ranking.counts.strong
                      : hit.match == Match::related ? ranking.counts.related
                                                    : ranking.counts.weak;
        ++count;
    }
    return ranking;
}

Result<SearchPage> ImageSearch::page(const Query& query, std::string_view cursor, std::size_t limit) {
    const std::uint64_t print = fingerprint(query);
    std::optional<Cursor> from;
    std::uint64_t key = 0;
    std::size_t begin = 0;
    // Read before ranking: what changes meanwhile makes the ranking one of the past.
    const std::int64_t sequence = index_.sequence();
    if (!cursor.empty()) {
        auto decoded = decode(cursor, print);
        if (!decoded) return forward(decoded);
        from = *decoded;
        key = from->ranking;
        begin = from->position;
    } else if (const auto latest = latest_.get(print); latest && latest->sequence == sequence) {
        key = latest->ranking;
    }
    std::shared_ptr<const Ranking> ranking = rankings_.get(key).value_or(nullptr);
    if (!ranking) {
        auto fresh = rank(query);
        if (!fresh) return forward(fresh);
        ranking = std::make_shared<const Ranking>(std::move(*fresh));
        key = static_cast<std::uint64_t>(new_id_value());
        rankings_.put(key, ranking);
        latest_.put(print, {sequence, key});
        const auto after =
            from ? std::ranges::upper_bound(ranking->hits, from->last, comes_before) : ranking->hits.begin();
        begin = static_cast<std::size_t>(after - ranking->hits.begin());
    }
    const std::size_t end = std::min(begin + limit, ranking->hits.size());
    SearchPage page;
    page.counts = ranking->counts;
    if (begin < end) {
        page.hits.assign(ranking->hits.begin() + static_cast<std::ptrdiff_t>(begin),
                         ranking->hits.begin() + static_cast<std::ptrdiff_t>(end));
    }
    if (end < ranking->hits.size()) {
        page.next_cursor = encode({print, key, static_cast<std::uint32_t>(end), ranking->hits[end - 1]});
    }
    return page;
}

}  // namespace palette::search
