#include <boost/json.hpp>
#include <fmt/core.h>

#include "api/search_parameters.hpp"
#include "app/commands.hpp"
#include "app/library.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "http/target.hpp"
#include "imaging/picture.hpp"
#include "ingest/example_reader.hpp"
#include "search/image_search.hpp"
#include "search/library_index.hpp"
#include "store/palette_image_repository.hpp"

namespace palette::app {
namespace {

// What stands for a picture in a query: an Image's id as it is, a file as a token.
Result<std::string> example_of(const std::string& text, const inference::ModelPack& pack) {
    std::error_code error;
    if (decode_id(text.substr(0, text.find_first_of("@^"))) && !std::filesystem::exists(text, error))
        return text;
    auto picture = imaging::Picture::decode(text);
    if (!picture) {
        Error named = std::move(picture.error());
        named.public_message = printable(text) + ": " + named.public_message;
        return std::unexpected(std::move(named));
    }
    auto embedding = ingest::ExampleReader::embedding_of(pack, *picture);
    if (!embedding) return forward(embedding);
    return search::encode_example(pack.description().identity(), *embedding);
}

Result<http::Parameters> parameters_of(const SearchOptions& options, const inference::ModelPack& pack) {
    http::Parameters parameters;
    if (!options.link.empty()) {
        const auto start = options.link.find('?');
        const auto target =
            http::parse_target("/?" + options.link.substr(start == std::string::npos ? 0 : start + 1));
        if (!target)
            return fail(ErrorKind::invalid, "link_invalid", "--link wants the query string of a search.");
        parameters = target->query;
    }
    if (!options.text.empty()) parameters.emplace_back("q", options.text);
    for (const auto& [name, files] :
         {std::pair{"like", &options.like}, std::pair{"minus_like", &options.minus_like}}) {
        for (const auto& text : *files) {
            auto example = example_of(text, pack);
            if (!example) return forward(example);
            parameters.emplace_back(name, std::move(*example));
        }
    }
    for (const auto& text : options.colors) {
        if (!parse_hex_color(text.substr(0, text.find_first_of(":^")))) {
            return fail(ErrorKind::invalid, "color_invalid", "--color wants six hex digits, as in 1e90ff.",
                        text);
        }
        parameters.emplace_back("color", text);
    }
    parameters.insert(parameters.end(), options.more.begin(), options.more.end());
    return parameters;
}

boost::json::array signals_of(const search::Explanation& explanation, bool print) {
    boost::json::array signals;
    for (const auto& signal : explanation.signals) {
        if (print) {
            fmt::print("         {:+6.2f}  {} '{}': {:.3f}, z {:.2f}, weight {:g}\n", signal.contribution,
                       search::to_string(signal.kind), signal.what, signal.value, signal.z, signal.weight);
        }
        signals.push_back({{"kind", search::to_string(signal.kind)},
                           {"what", signal.what},
                           {"value", signal.value},
                           {"z", signal.z},
                           {"weight", signal.weight},
                           {"contribution", signal.contribution}});
    }
    return signals;
}

}  // namespace

int search_library(const CommonOptions& common, const SearchOptions& options) {
    auto library = open_library(common);
    if (!library) return report_failure(library.error());
    auto index = search::LibraryIndex::open(library->directory, *library->database, library->packs->serving);
    if (!index) return report_failure(index.error());
    ingest::ExampleReader examples(library->directory, *library->database);
    search::ImageSearch image_search(**index, *library->database,
                                     [&](const inference::ModelPack& pack, ImageId id, const Region& region) {
                                         return examples.embedding_of(pack, id, region);
                                     });
    const store::ImageRepository images(*library->database);

    const Stopwatch stopwatch;
    auto parameters = parameters_of(options, *library->packs->serving);
    if (!parameters) return report_failure(parameters.error());
    const store::PaletteImageRepository palette_images(*library->database);
    auto query = api::query_of(*parameters, {(*index)->space(), *library->database, kMachine,
                                             [&](PaletteId id, const PaletteVisitor& visitor) {
                                                 return palette_images.visible_ids(id, visitor);
                                             }});
    if (!query) return report_failure(query.error());
    auto ranking = image_search.rank(*query);
    if (!ranking) return report_failure(ranking.error());
    const double took_ms = stopwatch.elapsed_ms();
    if (ranking->hits.size() > options.limit) ranking->hits.resize(options.limit);

    std::vector<search::Explanation> explanations;
    if (options.explain) {
        std::vector<ImageId> ids;
        for (const auto& hit : ranking->hits) ids.push_back(hit.id);
        auto explained = image_search.explain(*query, ids);
        if (!explained) return report_failure(explained.error());
        explanations = std::move(*explained);
    }
    if (!options.json) {
        for (const auto& correction : ranking->corrections) {
            fmt::print("Searched for '{}' ('{}' is not known here; --typos keep searches for it as it is).\n",
                       correction.searched, correction.asked);
        }
    }

    boost::json::array results;
    for (std::size_t i = 0; i < ranking->hits.size(); ++i) {
        const auto& hit = ranking->hits[i];
        auto image = images.find(hit.id, kMachine);
        if (!image) continue;
        boost::json::array tags;
        for (const auto& tag : image->tags) tags.push_back(boost::json::string(tag.name));
        const std::string original = library->directory.original(image->original.sha256).string();
        if (!options.json) {
            fmt::print("{:<8} {:6.2f}  {}  {}\n", search::to_string(hit.match), hit.score, to_string(hit.id),
                       image->words.title.empty() ? image->file_name : image->words.title);
        }
        boost::json::object result{{"id", to_string(hit.id)}, {"title", image->words.title},
                                   {"score", hit.score},      {"match", search::to_string(hit.match)},
                                   {"tags", std::move(tags)}, {"original", original}};
        if (options.explain) result["signals"] = signals_of(explanations[i], !options.json);
        results.push_back(std::move(result));
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
