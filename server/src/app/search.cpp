#include <fmt/core.h>

#include <boost/json.hpp>

#include "app/commands.hpp"
#include "app/library.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "imaging/picture.hpp"
#include "ingest/encoder_input.hpp"
#include "search/image_search.hpp"
#include "search/library_index.hpp"

namespace palette::app {
namespace {

// An Image's id, or the embedding of a picture file.
Result<search::Example> example_of(const std::string& text, const inference::ModelPack& pack) {
    std::error_code error;
    if (const auto id = decode_id(text); id && !std::filesystem::exists(text, error)) return ImageId{*id};
    auto picture = imaging::Picture::decode(text);
    if (!picture) {
        Error named = std::move(picture.error());
        named.public_message = printable(text) + ": " + named.public_message;
        return std::unexpected(std::move(named));
    }
    const std::vector<std::vector<std::uint8_t>> pixels{ingest::encoder_input(*picture, pack.description().image)};
    auto understood = pack.understand(pixels);
    if (!understood) return forward(understood);
    return std::move(understood->front().embedding);
}

Result<search::Query> query_of(const SearchOptions& options, const inference::ModelPack& pack) {
    search::Query query;
    query.text = trim(options.text);
    query.minus = options.minus;
    query.tags = options.tags;
    for (const auto& text : options.like) {
        auto example = example_of(text, pack);
        if (!example) return forward(example);
        query.like.push_back(std::move(*example));
    }
    for (const auto& text : options.colors) {
        const auto color = parse_hex_color(text);
        if (!color) return fail(ErrorKind::invalid, "color_invalid", "--color wants six hex digits, as in 1e90ff.", text);
        query.colors.push_back(*color);
    }
    return query;
}

}  // namespace

int search_library(const CommonOptions& common, const SearchOptions& options) {
    auto library = open_library(common);
    if (!library) return report_failure(library.error());
    const auto& description = library->pack->description();
    auto index = search::LibraryIndex::open(library->directory, *library->database, description.identity(),
                                            static_cast<std::size_t>(description.dimension));
    if (!index) return report_failure(index.error());
    search::ImageSearch image_search(**index, *library->database, *library->pack);
    const store::ImageRepository images(*library->database);

    const Stopwatch stopwatch;
    auto query = query_of(options, *library->pack);
    if (!query) return report_failure(query.error());
    auto ranking = image_search.rank(*query);
    if (!ranking) return report_failure(ranking.error());
    const double took_ms = stopwatch.elapsed_ms();
    if (ranking->hits.size() > options.limit) ranking->hits.resize(options.limit);

    boost::json::array results;
    for (const auto& hit : ranking->hits) {
        auto image = images.find(hit.id, kMachine);
        if (!image) continue;
        boost::json::array tags;
        for (const auto& tag : image->tags) tags.push_back(boost::json::string(tag.name));
        const std::string original = library->directory.original(image->original.sha256).string();
        if (!options.json) {
            fmt::print("{:<8} {:6.2f}  {}  {}\n", search::to_string(hit.match), hit.score, to_string(hit.id),
                       image->words.title.empty() ? image->file_name : image->words.title);
        }
        results.push_back({{"id", to_string(hit.id)},
                           {"title", image->words.title},
                           {"score", hit.score},
                           {"match", search::to_string(hit.match)},
                           {"tags", std::move(tags)},
                           {"original", original}});
    }
    if (options.json) {
        const boost::json::object body{{"results", std::move(results)}, {"took_ms", took_ms}};
        fmt::print("{}\n", boost::json::serialize(body));
    } else if (results.empty()) {
        fmt::print("Nothing was found.\n");
    }
    return kExitOk;
}

}  // namespace palette::app
