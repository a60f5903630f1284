#include "api/account_json.hpp"
#include "api/body.hpp"
#include "api/caller.hpp"
#include "api/operations.hpp"
#include "base/text.hpp"

namespace palette::api {
namespace {

constexpr std::size_t kWordCharactersMax = 20;  // longer than every word that a preference knows

Result<void> read_preferences(const Body& body, store::AccountEdit& edit) {
    auto preferences = body.part("preferences", {"theme", "upload_visibility", "feed"});
    if (!preferences) return forward(preferences);
    auto theme = preferences->optional_text("theme", kWordCharactersMax);
    if (!theme) return forward(theme);
    auto visibility = preferences->optional_text("upload_visibility", kWordCharactersMax);
    if (!visibility) return forward(visibility);
    auto feed = preferences->optional_text("feed", kWordCharactersMax);
    if (!feed) return forward(feed);
    if (*theme && !is_theme(**theme)) return body_invalid("'theme' is system, light or dark");
    if (*visibility && !parse_visibility(**visibility))
        return body_invalid("'upload_visibility' is public or private");
    if (*feed && !is_feed(**feed)) return body_invalid("'feed' is personal, newest or shuffle");
    edit.theme = std::move(*theme);
    if (*visibility) edit.upload_visibility = parse_visibility(**visibility);
    edit.feed = std::move(*feed);
    return {};
}

Result<store::AccountEdit> read_edit(const http::Request& request) {
    auto body = Body::parse(request, {"display_name", "email", "preferences"});
    if (!body) return forward(body);
    if (body->is_empty()) return body_invalid("there is nothing to change");
    store::AccountEdit edit;
    auto display_name = body->optional_text("display_name", kDisplayNameCharactersMax);
    if (!display_name) return forward(display_name);
    if (*display_name) {
        edit.display_name = to_clean_line(**display_name, 4 * kDisplayNameCharactersMax);
        if (edit.display_name->empty()) return body_invalid("'display_name' has at least one character");
    }
    auto email = body->optional_text("email", kEmailCharactersMax);
    if (!email) return forward(email);
    if (*email && !is_email(**email)) {
        return fail(ErrorKind::invalid, "email_invalid", "This is no e-mail address.");
    }
    if (body->has("email")) edit.email = std::move(*email);
    if (auto read = read_preferences(*body, edit); !read) return forward(read);
    return edit;
}

}  // namespace

Result<http::Response> update_me(Services& services, http::Request& request) {
    auto person = require_login(request);
    if (!person) return forward(person);
    auto edit = read_edit(request);
    if (!edit) return forward(edit);
    if (auto edited = services.accounts.people().edit(*person, *edit); !edited) return forward(edited);
    return get_me(services, request);
}

}  // namespace palette::api
