#pragma once

// `palette import`: brings files and folders in and waits until each of them is understood, whoever works the
// queue: this process, or the server that runs on the same data directory.
//
// Run by one thread, once.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "ingest/acceptor.hpp"
#include "ingest/workers.hpp"

namespace palette::ingest {

struct FailedFile {
    std::filesystem::path path;
    std::string reason;
};

struct ImportSummary {
    std::uint64_t found = 0;
    std::uint64_t added = 0;
    std::uint64_t duplicates = 0;
    std::vector<FailedFile> failed;
};

struct ImportProgress {
    std::uint64_t found = 0;
    std::uint64_t accepted = 0;  // safe in the library
    std::uint64_t finished = 0;  // found by meaning, or known before, or failed
};

class Importer {
  public:
    // `library` is the data directory: where it lies in an imported folder, it is passed over.
    Importer(std::filesystem::path library, Acceptor& acceptor, Workers& workers, store::Database& database,
             imaging::Limits limits)
        : library_(std::move(library)),
          acceptor_(acceptor),
          workers_(workers),
          images_(database),
          limits_(limits) {}

    // `on_progress` is called on this thread several times a second; it answers false to stop early (what was
    // accepted stays accepted, and the next import or server goes on with it).
    ImportSummary run(std::span<const std::filesystem::path> arguments, const AcceptOptions& options,
                      const std::function<bool(const ImportProgress&)>& on_progress);

  private:
    struct Pending {
        ImageId image;
        std::filesystem::path path;
        bool added = false;  // by this import; else some other import is still at it
    };
    // Takes out of `pending` what has ended.
    void settle(std::vector<Pending>& pending, ImportSummary& summary);

    const std::filesystem::path library_;
    Acceptor& acceptor_;
    Workers& workers_;
    store::ImageRepository images_;
    const imaging::Limits limits_;
};

}  // namespace palette::ingest
