#pragma once

// The part of the object graph that every command shares: an opened library. Members are in dependency order.

#include <memory>

#include "app/commands.hpp"
#include "files/arrivals.hpp"
#include "files/data_directory.hpp"
#include "inference/model_pack.hpp"
#include "ingest/acceptor.hpp"
#include "store/database.hpp"

namespace palette::app {

struct Library {
    files::DataDirectory directory;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<inference::ModelPack> pack;
};

// Opens or makes the library and loads the model pack.
[[nodiscard]] Result<Library> open_library(const CommonOptions& common);

// How many threads decode: as asked for, else one per core this process may use.
[[nodiscard]] std::size_t worker_threads(const CommonOptions& common);

}  // namespace palette::app
