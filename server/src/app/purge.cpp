#include <fmt/core.h>

#include "app/commands.hpp"
#include "files/data_directory.hpp"
#include "ingest/housekeeper.hpp"

namespace palette::app {

// Without a model pack: there is nothing to look at.
int purge(const CommonOptions& common, bool json) {
    auto directory = files::DataDirectory::open(common.data);
    if (!directory) return report_failure(directory.error());
    auto database = store::Database::open(directory->database());
    if (!database) return report_failure(database.error());
    auto purged = ingest::empty_trash(*directory, **database, std::nullopt);
    if (!purged) return report_failure(purged.error());
    auto palettes = ingest::purge_deleted_palettes(**database);
    if (!palettes) return report_failure(palettes.error());
    if (json) {
        fmt::print("{{\"purged\":{},\"palettes\":{}}}\n", *purged, *palettes);
    } else {
        fmt::print("{} deleted Images and {} deleted Palettes are gone for good.\n", *purged, *palettes);
    }
    return kExitOk;
}

}  // namespace palette::app
