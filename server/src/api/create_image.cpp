#include "api/accepted_image.hpp"
#include "api/caller.hpp"
#include "api/form_file.hpp"
#include "api/operations.hpp"
#include "api/words.hpp"

namespace palette::api {

Result<http::Response> create_image(Services& services, http::Request& request) {
    auto file = form_file_of(request);
    if (!file) return forward(file);
    auto words = words_of(request.form);
    if (!words) return forward(words);
    ingest::AcceptOptions options;
    options.file_name = (*file)->file_name.empty() ? "upload" : (*file)->file_name;
    options.words = std::move(*words);
    options.owner = viewer_of(request).person;
    auto visibility =
        visibility_of_upload(services, viewer_of(request), request.form.field("visibility").value_or(""));
    if (!visibility) return forward(visibility);
    options.visibility = *visibility;
    auto accepted = services.acceptor.accept((*file)->file.path(), options);
    if (!accepted) return forward(accepted);
    return accepted_image(services, request, *accepted);
}

}  // namespace palette::api
