#include "api/form_file.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"
#include "base/encoding.hpp"
#include "imaging/header.hpp"
#include "imaging/picture.hpp"
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
    if (const auto crop = request.form.field("crop")) {
        const auto region = parse_region(*crop);
        if (!region) return parameter_invalid("crop", "x,y,w,h within 0 to 1, as in 0.25,0,0.5,1");
        picture = picture->cropped(*region);
    }
    const auto space = services.index.space();
    auto embedding = ingest::ExampleReader::embedding_of(space->pack(), *picture);
    if (!embedding) return forward(embedding);
    boost::json::array swatches;
    for (const auto& swatch : picture->swatches()) swatches.push_back(to_json(swatch));
    return json_response(
        200, {{"like", search::encode_example(space->pack().description().identity(), *embedding)},
              {"width", header->width},
              {"height", header->height},
              {"thumbhash", to_base64(picture->thumbhash())},
              {"swatches", std::move(swatches)}});
}

}  // namespace palette::api
