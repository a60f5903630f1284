#include <boost/json.hpp>
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/library.hpp"
#include "app/progress_bar.hpp"
#include "app/stop_signals.hpp"
#include "base/text.hpp"
#include "ingest/importer.hpp"
#include "store/person_repository.hpp"

namespace palette::app {
namespace {

constexpr std::size_t kOwnerBytesMax = 100;

void print_json(const ingest::ImportSummary& summary) {
    boost::json::array failed;
    for (const auto& file : summary.failed) {
        // JSON holds UTF-8 only: a name that is not is shown with its bytes escaped.
        const auto& path = file.path.native();
        failed.push_back({{"path", is_valid_utf8(path) ? path : printable(path)}, {"reason", file.reason}});
    }
    const boost::json::object body{{"found", summary.found},
                                   {"added", summary.added},
                                   {"duplicates", summary.duplicates},
                                   {"failed", std::move(failed)}};
    fmt::print("{}\n", boost::json::serialize(body));
}

void print_text(const ingest::ImportSummary& summary) {
    for (const auto& file : summary.failed) {
        fmt::print(stderr, "palette: {}: {}\n", printable(file.path.native()), file.reason);
    }
    if (summary.found == 0) {
        fmt::print("No pictures were found there.\n");
        return;
    }
    fmt::print("{} found, {} added, {} already here, {} failed.\n", summary.found, summary.added,
               summary.duplicates, summary.failed.size());
}

}  // namespace

int import_pictures(const CommonOptions& common, const ImportOptions& options) {
    block_stop_signals();
    auto configuration = read_configuration(common.data);
    if (!configuration) return report_failure(configuration.error());
    auto library = open_library(common);
    if (!library) return report_failure(library.error());
    auto arrivals = files::Arrivals::open(library->directory);
    if (!arrivals) return report_failure(arrivals.error());
    ingest::AcceptOptions accept_options;
    accept_options.sidecars = true;
    if (const std::string owner = to_clean_line(options.owner, kOwnerBytesMax); !owner.empty()) {
        auto person = store::find_or_add_person(*library->database, owner);
        if (!person) return report_failure(person.error());
        accept_options.owner = *person;
    }
    const ingest::Limits limits;
    ingest::Acceptor acceptor(library->directory, **arrivals, *library->database, limits);
    ingest::Workers workers(library->directory, *library->database, acceptor, library->packs, limits,
                            worker_threads(common), learning_of(*configuration), [] {});
    ingest::Importer importer(library->directory.folder(), acceptor, workers, *library->database,
                              limits.imaging);

    workers.start();
    ingest::ImportSummary summary;
    {
        ProgressBar bar;
        summary = importer.run(options.paths, accept_options, [&](const ingest::ImportProgress& progress) {
            bar.show(progress.finished, progress.found);
            return !stop_was_asked_for();
        });
    }
    workers.stop();
    if (options.json) {
        print_json(summary);
    } else {
        print_text(summary);
    }
    if (stop_was_asked_for()) {
        fmt::print(stderr, "palette: stopped; run the same command again to go on.\n");
        return kExitPartly;
    }
    if (summary.failed.empty()) return kExitOk;
    return summary.added + summary.duplicates > 0 ? kExitPartly : kExitFailed;
}

}  // namespace palette::app
