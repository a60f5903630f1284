#include "api/form_file.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "base/encoding.hpp"
#include "imaging/header.hpp"
#include "imaging/picture.hpp"
#include "ingest/encoder_input.hpp"
#include "search/query.hpp"

namespace palette::api {

Result<http::Response> create_search_example(Services& services, http::Request& request) {
    auto file = form_file_of(request);
    if (!file) return forward(file);
    const auto& path = (*file)->file.path();
    auto header = imaging::read_header(path, services.limits.imaging);
    if (!header) return forward(header);
    auto picture = imaging::Picture::decode(path, services.limits.imaging);
    if (!picture) return forward(picture);
    const auto& description = services.pack.description();
    const std::vector<std::vector<std::uint8_t>> pixels{ingest::encoder_input(*picture, description.image)};
    auto understood = services.pack.understand(pixels);
    if (!understood) return forward(understood);
    boost::json::array swatches;
    for (const auto& swatch : picture->swatches()) swatches.push_back(to_json(swatch));
    return json_response(200, {{"like", search::encode_example(description.identity(), understood->front().embedding)},
                               {"width", header->width},
                               {"height", header->height},
                               {"thumbhash", to_base64(picture->thumbhash())},
                               {"swatches", std::move(swatches)}});
}

}  // namespace palette::api
