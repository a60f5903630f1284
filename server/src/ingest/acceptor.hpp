#pragma once

// The first stage of ingest: from a file somewhere to an Original in the library with a row and a job.
//
// When accept() has answered, the bytes are safe: they survive kill -9 and power failure. Everything else
// about the Image can be made again from them. Safe to call from any thread that may block.

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "files/arrivals.hpp"
#include "ingest/limits.hpp"
#include "model/image.hpp"
#include "store/image_repository.hpp"

namespace palette::ingest {

struct AcceptOptions {
    std::string file_name;  // as people know it; the file's own name when empty
    Words words;            // said on upload: preferred over what the file says
    bool sidecars = false;  // read NAME.txt and NAME.xmp beside the file
    std::optional<PersonId> owner;
    Visibility visibility = Visibility::everyone;  // not `owner` without one
};

struct Accepted {
    ImageId id;
    bool added = false;     // false: its owner had the same bytes already
    bool finished = false;  // nothing is left to do for it
};

class Acceptor {
  public:
    Acceptor(files::DataDirectory directory, files::Arrivals& arrivals, store::Database& database,
             Limits limits);

    // Fails as imaging::read_header and files::Arrivals::stream do; nothing is then left behind. Bytes that
    // failed before are tried again.
    Result<Accepted> accept(const std::filesystem::path& file, const AcceptOptions& options);

    // Takes an Image that failed back out, Original and all: for import, where the person still has the file.
    Result<void> discard_failed(ImageId id);

    // Clears up after processes that died while accepting.
    Result<void> sweep();

  private:
    Result<void> restore_original(files::Arrival& arrival);

    const files::DataDirectory directory_;
    files::Arrivals& arrivals_;
    store::ImageRepository images_;
    const Limits limits_;
};

}  // namespace palette::ingest
