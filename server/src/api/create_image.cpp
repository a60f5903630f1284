#include <fmt/core.h>

#include "api/form_file.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"
#include "base/text.hpp"

namespace palette::api {
namespace {

// A field of the form, empty when it is not there.
Result<std::string_view> field_of(const http::Request& request, std::string_view name, std::size_t characters_max) {
    const auto text = request.form.field(name).value_or("");
    if (count_characters(text) <= characters_max) return text;
    return parameter_invalid(name, fmt::format("at most {} characters", characters_max));
}

Result<Words> words_of(const http::Request& request) {
    auto title = field_of(request, "title", kTitleCharactersMax);
    if (!title) return forward(title);
    auto artist = field_of(request, "artist", kTitleCharactersMax);
    if (!artist) return forward(artist);
    auto description = field_of(request, "description", kDescriptionCharactersMax);
    if (!description) return forward(description);
    auto tags = field_of(request, "tags", kTagListCharactersMax);
    if (!tags) return forward(tags);
    constexpr std::size_t kLineBytesMax = kTitleCharactersMax * kBytesPerCharacterMax;
    Words words;
    words.title = to_clean_line(*title, kLineBytesMax);
    words.artist = to_clean_line(*artist, kLineBytesMax);
    words.description = to_clean_text(*description);
    for (const auto tag : split(*tags, ',')) {
        const auto name = trim(tag);
        if (name.empty()) continue;
        if (count_characters(name) > kTagCharactersMax) {
            return parameter_invalid("tags", fmt::format("each at most {} characters", kTagCharactersMax));
        }
        words.tags.push_back(to_clean_line(name, kTagCharactersMax * kBytesPerCharacterMax));
    }
    return words;
}

}  // namespace

Result<http::Response> create_image(Services& services, http::Request& request) {
    auto file = form_file_of(request);
    if (!file) return forward(file);
    auto words = words_of(request);
    if (!words) return forward(words);
    ingest::AcceptOptions options;
    options.file_name = (*file)->file_name.empty() ? "upload" : (*file)->file_name;
    options.words = std::move(*words);
    auto accepted = services.acceptor.accept((*file)->file.path(), options);
    if (!accepted) return forward(accepted);
    services.workers.wake();
    auto image = services.images.find(accepted->id);
    if (!image) return forward(image);
    auto response = json_response(accepted->added ? 201 : 200, to_json(*image));
    response.headers.add("Location", "/api/v1/images/" + to_string(accepted->id));
    return response;
}

}  // namespace palette::api
