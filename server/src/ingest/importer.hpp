#pragma once

// `palette import`: brings files and folders in and waits until each of them is understood, whoever works the queue: this
// process, or the server that runs on the same data directory.
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
    Importer(Acceptor& acceptor, Workers& workers, store::Database& database, imaging::Limits limits)
        : acceptor_(acceptor), workers_(workers), images_(database), limits_(limits) {}

    // `on_progress` is called on this thread several times a second; it answers false to stop early (what was accepted
    // stays accepted, and the next import or server goes on with it).
    ImportSummary run(std::span<const std::filesystem::path> arguments, const AcceptOptions& options,
                      const std::function<bool(const ImportProgress&)>& on_progress);

  private:
    struct Pending {
        ImageId image;
        std::filesystem::path path;
    };
    // Takes out of `pending` what has ended.
    void settle(std::vector<Pending>& pending, ImportSummary& summary);

    Acceptor& acceptor_;
    Workers& workers_;
    store::ImageRepository images_;
    const imaging::Limits limits_;
};

}  // namespace palette::ingest
