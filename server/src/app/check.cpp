#include <unordered_set>

#include <boost/json.hpp>
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/library.hpp"
#include "ingest/library_check.hpp"
#include "search/library_index.hpp"
#include "store/embedding_repository.hpp"

namespace palette::app {
namespace {

// The index as search sees it, against the embeddings in the database.
Result<void> check_index(const Library& library, const std::string& pack, ingest::CheckReport& report) {
    auto index = search::LibraryIndex::open(library.directory, *library.database, library.packs->serving);
    if (!index) return forward(index);
    std::unordered_set<std::int64_t> indexed;
    for (const std::int64_t id : (*index)->space()->vectors().ids()) indexed.insert(id);
    const store::EmbeddingRepository embeddings(*library.database);
    auto read = embeddings.for_each(pack, [&](ImageId id, std::span<const float>) {
        if (indexed.erase(id.value) == 0) {
            report.problems.push_back(
                fmt::format("Image {} is missing from the vector index.", to_string(id)));
        }
    });
    for (const std::int64_t id : indexed) {
        report.problems.push_back(
            fmt::format("The vector index holds {}, which has no embedding.", encode_id(id)));
    }
    return read;
}

}  // namespace

int check(const CommonOptions& common, const CheckCommandOptions& options) {
    auto library = open_library(common);
    if (!library) return report_failure(library.error());
    const std::string pack = library->packs->serving->description().identity();
    auto report =
        ingest::check_library(library->directory, *library->database, pack, {options.repair, options.deep});
    if (!report) return report_failure(report.error());
    if (auto checked = check_index(*library, pack, *report); !checked) return report_failure(checked.error());

    if (options.json) {
        boost::json::array problems;
        for (const auto& problem : report->problems) problems.push_back(boost::json::string(problem));
        const boost::json::object body{{"images", report->images},         {"originals", report->originals},
                                       {"renditions", report->renditions}, {"embeddings", report->embeddings},
                                       {"pending", report->pending},       {"repaired", report->repaired},
                                       {"problems", std::move(problems)}};
        fmt::print("{}\n", boost::json::serialize(body));
    } else {
        for (const auto& problem : report->problems) fmt::print("{}\n", problem);
        fmt::print(
            "{} Images, {} Originals, {} with renditions, {} embeddings, {} still being worked on: {}.\n",
            report->images, report->originals, report->renditions, report->embeddings, report->pending,
            report->problems.empty() ? "all agree" : fmt::format("{} problems", report->problems.size()));
        if (report->repaired > 0) fmt::print("{} things were mended.\n", report->repaired);
    }
    return report->problems.empty() ? kExitOk : kExitPartly;
}

}  // namespace palette::app
