#pragma once

// Images as cards for whoever asks: those they may see, each with whether they like it. Every list of Images
// is made here. Any thread that may block.

#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include <boost/json.hpp>

#include "api/json.hpp"
#include "api/services.hpp"
#include "http/message.hpp"

namespace palette::api {

// Who looks at these Images, and which of them they like.
[[nodiscard]] Result<CardViewer> card_viewer_of(Services& services, const http::Request& request,
                                                std::span<const ImageId> images);

class ImageCards {
  public:
    static Result<ImageCards> read(Services& services, const http::Request& request,
                                   std::span<const ImageId> images);

    // None for what the viewer may not see. Valid as long as this.
    [[nodiscard]] const ImageCard* find(ImageId image) const;
    [[nodiscard]] boost::json::object json_of(const ImageCard& card) const { return to_json(card, viewer_); }
    [[nodiscard]] boost::json::value card_or_null(std::optional<ImageId> image) const;
    // In the order of `images`; those that may not be seen are left out.
    [[nodiscard]] boost::json::array all_of(std::span<const ImageId> images) const;

  private:
    ImageCards(CardViewer viewer, std::vector<ImageCard> cards);

    CardViewer viewer_;
    std::unordered_map<ImageId, ImageCard> cards_;
};

// The cards of those of `images` that the viewer may see, in order.
[[nodiscard]] Result<boost::json::array> cards_json(Services& services, const http::Request& request,
                                                    std::span<const ImageId> images);

}  // namespace palette::api
