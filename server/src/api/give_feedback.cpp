#include "api/body.hpp"
#include "api/caller.hpp"
#include "api/operations.hpp"

namespace palette::api {
namespace {

constexpr std::size_t kIdCharacters = 13;
constexpr std::size_t kActionCharactersMax = 20;

}  // namespace

Result<http::Response> give_feedback(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto body = Body::parse(request, {"image_id", "action"});
    if (!body) return forward(body);
    auto id = body->text("image_id", kIdCharacters);
    if (!id) return forward(id);
    auto action = body->text("action", kActionCharactersMax);
    if (!action) return forward(action);
    const ImageId image{decode_id(*id).value_or(0)};
    Result<void> done;
    if (*action == "less") {
        done = services.feed.give_feedback(*person, image, store::FeedbackKind::less);
    } else if (*action == "undo_less") {
        done = services.feed.take_back_feedback(*person, image, store::FeedbackKind::less);
    } else if (*action == "open") {
        done = services.feed.give_feedback(*person, image, store::FeedbackKind::open);
    } else if (*action == "seen") {
        done = services.feed.give_feedback(*person, image, store::FeedbackKind::seen);
    } else {
        return body_invalid("\"action\" is less, undo_less, open or seen.");
    }
    if (!done) return forward(done);
    return http::make_response(204, "", "");
}

}  // namespace palette::api
