#include "api/caller.hpp"
#include "api/operations.hpp"
#include "api/upload_answer.hpp"
#include "api/words.hpp"
#include "base/text.hpp"

namespace palette::api {
namespace {

constexpr std::size_t kFileNameCharactersMax = 255;

}  // namespace

Result<http::Response> create_upload(Services& services, http::Request& request) {
    auto body =
        Body::parse(request, {"file_name", "bytes", "title", "description", "artist", "tags", "visibility"});
    if (!body) return forward(body);
    auto file_name = body->optional_text("file_name", kFileNameCharactersMax);
    if (!file_name) return forward(file_name);
    auto bytes = body->optional_integer("bytes", 0, INT64_MAX);
    if (!bytes) return forward(bytes);
    if (!*bytes) return body_invalid("'bytes' is missing");
    auto visibility = visibility_of(services, viewer_of(request), *body);
    if (!visibility) return forward(visibility);
    auto words = words_of(*body);
    if (!words) return forward(words);
    Upload upload;
    upload.file_name = to_clean_line(file_name->value_or("upload"), kFileNameCharactersMax * 4);
    upload.bytes = static_cast<std::uint64_t>(**bytes);
    upload.words = std::move(*words);
    upload.visibility = to_string(*visibility);
    upload.owner = viewer_of(request).person;
    auto begun = services.uploads.begin(std::move(upload));
    if (!begun) return forward(begun);
    auto response = upload_answer(201, *begun);
    response.headers.add("Location", "/api/v1/uploads/" + to_string(begun->upload.id));
    return response;
}

}  // namespace palette::api
