#include "api/image_cards.hpp"

#include "api/caller.hpp"

namespace palette::api {

namespace json = boost::json;

Result<CardViewer> card_viewer_of(Services& services, const http::Request& request,
                                  std::span<const ImageId> images) {
    CardViewer viewer{viewer_of(request), {}};
    if (!viewer.viewer.person) return viewer;
    auto liked = services.likes.liked_of(*viewer.viewer.person, images);
    if (!liked) return forward(liked);
    viewer.liked = std::move(*liked);
    return viewer;
}

ImageCards::ImageCards(CardViewer viewer, std::vector<ImageCard> cards) : viewer_(std::move(viewer)) {
    for (auto& card : cards) cards_.emplace(card.id, std::move(card));
}

Result<ImageCards> ImageCards::read(Services& services, const http::Request& request,
                                    std::span<const ImageId> images) {
    auto cards = services.images.cards(images, viewer_of(request));
    if (!cards) return forward(cards);
    auto viewer = card_viewer_of(services, request, images);
    if (!viewer) return forward(viewer);
    return ImageCards(std::move(*viewer), std::move(*cards));
}

const ImageCard* ImageCards::find(ImageId image) const {
    const auto found = cards_.find(image);
    return found == cards_.end() ? nullptr : &found->second;
}

json::value ImageCards::card_or_null(std::optional<ImageId> image) const {
    const auto* card = image ? find(*image) : nullptr;
    return card ? json::value(json_of(*card)) : json::value(nullptr);
}

json::array ImageCards::all_of(std::span<const ImageId> images) const {
    json::array array;
    for (const ImageId image : images) {
        if (const auto* card = find(image)) array.push_back(json_of(*card));
    }
    return array;
}

Result<json::array> cards_json(Services& services, const http::Request& request,
                               std::span<const ImageId> images) {
    auto cards = ImageCards::read(services, request, images);
    if (!cards) return forward(cards);
    return cards->all_of(images);
}

}  // namespace palette::api
