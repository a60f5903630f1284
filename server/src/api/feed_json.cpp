#include "api/feed_json.hpp"

#include <optional>

#include "api/image_cards.hpp"
#include "api/json.hpp"
#include "feed/interests.hpp"

namespace palette::api {
namespace {

namespace json = boost::json;

std::string_view to_string(feed::Reason::Kind kind) {
    switch (kind) {
        case feed::Reason::Kind::interest:
            return "interest";
        case feed::Reason::Kind::liked:
            return "liked";
        case feed::Reason::Kind::session:
            return "session";
        case feed::Reason::Kind::explore:
            return "explore";
        case feed::Reason::Kind::fresh:
            return "new";
        case feed::Reason::Kind::shuffle:
            return "shuffle";
    }
    return "explore";
}

json::object reason_json(const feed::ShownTile& tile, const ImageCards& cards) {
    const auto* because_of = tile.because_of ? cards.find(*tile.because_of) : nullptr;
    return {
        {"kind", to_string(tile.reason)},
        {"title", because_of ? alternative_text(*because_of) : tile.interest},
        {"image_id", because_of ? json::value(palette::to_string(because_of->id)) : json::value(nullptr)}};
}

}  // namespace

Result<json::object> feed_page_json(Services& services, const http::Request& request,
                                    std::span<const feed::ShownTile> tiles, std::string_view next_cursor) {
    std::vector<ImageId> images;
    for (const auto& tile : tiles) {
        images.push_back(tile.image);
        if (tile.because_of) images.push_back(*tile.because_of);
    }
    auto cards = ImageCards::read(services, request, images);
    if (!cards) return forward(cards);
    json::array items;
    for (const auto& tile : tiles) {
        const auto* card = cards->find(tile.image);
        if (!card) continue;
        json::object item = cards->json_of(*card);
        item["reason"] = reason_json(tile, *cards);
        items.push_back(std::move(item));
    }
    return page_json(std::move(items), next_cursor);
}

Result<json::object> taste_json(Services& services, const http::Request& request,
                                const feed::KnownTaste& taste, std::string_view mode) {
    std::vector<ImageId> images = taste.dismissed;
    for (const auto& interest : taste.interests)
        images.insert(images.end(), interest.images.begin(), interest.images.end());
    auto cards = ImageCards::read(services, request, images);
    if (!cards) return forward(cards);
    json::array interests;
    for (const auto& interest : taste.interests) {
        const auto* medoid = interest.medoid ? cards->find(*interest.medoid) : nullptr;
        interests.push_back({{"id", interest.id},
                             {"kind", interest.kind == feed::Interest::Kind::chosen ? "chosen" : "learned"},
                             {"title", medoid ? alternative_text(*medoid) : interest.title},
                             {"weight", interest.setting},
                             {"share", interest.share},
                             {"medoid", cards->card_or_null(interest.medoid)},
                             {"images", cards->all_of(interest.images)}});
    }
    return json::object{{"feed", mode},
                        {"onboarded", taste.is_onboarded},
                        {"interests", std::move(interests)},
                        {"dismissed", cards->all_of(taste.dismissed)},
                        {"seen", taste.seen}};
}

Result<json::object> interests_json(Services& services, const http::Request& request,
                                    std::span<const std::optional<ImageId>> illustrations) {
    std::vector<ImageId> images;
    for (const auto& image : illustrations) {
        if (image) images.push_back(*image);
    }
    auto cards = ImageCards::read(services, request, images);
    if (!cards) return forward(cards);
    json::array items;
    for (std::size_t i = 0; i < illustrations.size(); ++i) {
        const auto& interest = feed::offered_interests()[i];
        items.push_back({{"id", interest.name},
                         {"title", interest.title},
                         {"prompt", interest.prompt},
                         {"image", cards->card_or_null(illustrations[i])}});
    }
    return json::object{{"items", std::move(items)}};
}

}  // namespace palette::api
