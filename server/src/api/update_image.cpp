#include <boost/json.hpp>

#include "api/form_file.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"
#include "base/text.hpp"

namespace palette::api {
namespace {

constexpr std::size_t kImageTagsMax = 100;

std::unexpected<Error> body_invalid(std::string_view why) {
    return fail(ErrorKind::invalid, "body_invalid", "The body is not right: " + std::string(why) + ".");
}

Result<store::ImageEdit> parse_edit(const std::string& body) {
    boost::system::error_code error;
    const auto value = boost::json::parse(body, error);
    if (error || !value.is_object()) return body_invalid("a JSON object is expected");
    if (value.get_object().empty()) return body_invalid("nothing to change");
    store::ImageEdit edit;
    for (const auto& [name, field] : value.get_object()) {
        if (name == "tags") {
            if (!field.is_array() || field.get_array().size() > kImageTagsMax) return body_invalid("'tags' is a list of at most 100 names");
            edit.tags.emplace();
            for (const auto& tag : field.get_array()) {
                if (!tag.is_string() || tag.get_string().size() > kTagBytesMax) {
                    return body_invalid("a tag is a text of at most 100 bytes");
                }
                auto line = to_clean_line(tag.get_string(), kTagBytesMax);
                if (line.empty()) return body_invalid("a tag has at least one character");
                edit.tags->push_back(std::move(line));
            }
            continue;
        }
        const bool is_description = name == "description";
        auto* target = name == "title"    ? &edit.title
                       : name == "artist" ? &edit.artist
                       : is_description   ? &edit.description
                                          : nullptr;
        if (target == nullptr) return body_invalid("'" + printable(name) + "' cannot be changed");
        const std::size_t bytes_max = is_description ? kDescriptionBytesMax : kTitleBytesMax;
        if (!field.is_string() || field.get_string().size() > bytes_max) {
            return body_invalid("'" + std::string(name) + "' is a text of at most " + std::to_string(bytes_max) +
                                " bytes");
        }
        *target = is_description ? to_clean_text(field.get_string()) : to_clean_line(field.get_string(), bytes_max);
    }
    return edit;
}

}  // namespace

Result<http::Response> update_image(Services& services, http::Request& request) {
    auto id = image_id_of(request);
    if (!id) return forward(id);
    auto edit = parse_edit(request.body);
    if (!edit) return forward(edit);
    if (auto edited = services.images.edit(*id, *edit); !edited) return forward(edited);
    services.index.wake();
    return get_image(services, request);
}

}  // namespace palette::api
