#pragma once

// The part of the object graph that every command shares: an opened library. Members are in dependency order.

#include <memory>

#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "files/arrivals.hpp"
#include "files/data_directory.hpp"
#include "inference/model_pack.hpp"
#include "ingest/acceptor.hpp"
#include "ingest/local_corrections.hpp"
#include "packs/pack_shelf.hpp"
#include "packs/packs_in_use.hpp"
#include "store/database.hpp"
#include "store/model_choice_repository.hpp"

namespace palette::app {

struct Library {
    files::DataDirectory directory;
    std::unique_ptr<store::Database> database;
    packs::PackShelf shelf;
    store::ModelChoice choice;  // as it was when `packs` were opened
    packs::SharedPacks packs;
};

// Opens or makes the library and opens its model packs.
[[nodiscard]] Result<Library> open_library(const CommonOptions& common);

// The packs of this library and the one that comes with the program, or --pack in its place.
[[nodiscard]] Result<packs::PackShelf> shelf_of(const CommonOptions& common);
// What the library is set to use; with --pack nothing else counts.
[[nodiscard]] Result<store::ModelChoice> choice_of(const CommonOptions& common, store::Database& database);

// Whether AI tags follow what persons corrected.
[[nodiscard]] ingest::LearnFromCorrections learning_of(const Configuration& configuration);

// What the flags say of how models run.
[[nodiscard]] inference::Settings inference_settings(const CommonOptions& common);

// How many threads decode: as asked for, else one per core this process may use.
[[nodiscard]] std::size_t worker_threads(const CommonOptions& common);

}  // namespace palette::app
