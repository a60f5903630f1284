#include "api/form_file.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "base/text.hpp"

namespace palette::api {

Result<http::Response> create_image(Services& services, http::Request& request) {
    auto file = form_file_of(request);
    if (!file) return forward(file);
    const auto line = [&](std::string_view name, std::size_t bytes_max) {
        return to_clean_line(request.form.field(name).value_or(""), bytes_max);
    };
    ingest::AcceptOptions options;
    options.file_name = (*file)->file_name.empty() ? "upload" : (*file)->file_name;
    options.words.title = line("title", kTitleBytesMax);
    options.words.artist = line("artist", kTitleBytesMax);
    options.words.description = to_clean_text(request.form.field("description").value_or(""));
    if (options.words.description.size() > kDescriptionBytesMax) {
        return fail(ErrorKind::invalid, "parameter_invalid", "The description is too long.");
    }
    for (const auto tag : split(request.form.field("tags").value_or(""), ',')) {
        if (auto name = to_clean_line(tag, kTitleBytesMax); !name.empty()) {
            options.words.tags.push_back(std::move(name));
        }
    }
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
