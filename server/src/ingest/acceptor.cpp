#include "ingest/acceptor.hpp"

#include <unistd.h>

#include "base/text.hpp"
#include "imaging/header.hpp"
#include "imaging/words.hpp"

namespace palette::ingest {
namespace {

constexpr std::size_t kFileNameBytesMax = 300;

}  // namespace

Acceptor::Acceptor(files::DataDirectory directory, files::Arrivals& arrivals, store::Database& database,
                   Limits limits)
    : directory_(std::move(directory)), arrivals_(arrivals), images_(database), limits_(limits) {}

Result<Accepted> Acceptor::accept(const std::filesystem::path& file, const AcceptOptions& options) {
    auto arrival = arrivals_.stream(file, limits_.original_bytes_max);
    if (!arrival) return forward(arrival);
    auto standing = images_.standing_of(arrival->sha256(), options.owner);
    if (!standing) return forward(standing);
    if (*standing) {
        if (auto restored = restore_original(*arrival); !restored) return forward(restored);
        if ((*standing)->state != ImageState::failed) {
            return Accepted{(*standing)->id, false, (*standing)->state == ImageState::ready};
        }
        if (auto retried = images_.retry_failed((*standing)->id); !retried) return forward(retried);
        return Accepted{(*standing)->id, true, false};
    }

    auto header = imaging::read_header(arrival->path(), limits_.imaging);
    if (!header) return forward(header);
    auto words = imaging::read_words(arrival->path(), *header);
    if (!words) return forward(words);
    if (options.sidecars) {
        auto beside = imaging::read_sidecar_words(file, limits_.imaging);
        if (!beside) return forward(beside);
        *words = imaging::merge(std::move(*beside), std::move(*words));
    }
    *words = imaging::merge(options.words, std::move(*words));

    store::NewImage image;
    image.id = ImageId{new_id_value()};
    image.original = {arrival->sha256(), header->media_type, header->extension, arrival->bytes(),
                      header->width,     header->height,     header->frames};
    const std::string name = options.file_name.empty() ? file.filename().string() : options.file_name;
    image.file_name = to_clean_line(name, kFileNameBytesMax);
    image.words = std::move(*words);
    image.owner = options.owner;
    image.visibility = options.visibility;
    image.created_at = now();
    auto added = images_.add(image, [&] { return arrival->place(directory_); });
    if (!added) return forward(added);
    arrival->settle();
    return Accepted{added->id, added->added, false};
}

// The bytes are here again: should the library have lost or damaged its Original, this is the moment to mend
// it.
Result<void> Acceptor::restore_original(files::Arrival& arrival) {
    const auto original = directory_.original(arrival.sha256());
    std::error_code error;
    if (std::filesystem::file_size(original, error) == arrival.bytes() && !error) return {};
    std::filesystem::remove(original, error);
    auto placed = arrival.place(directory_);
    if (placed) arrival.settle();
    return placed;
}

Result<void> Acceptor::discard_failed(ImageId id) {
    return images_.discard_failed(
        id, [&](const std::string& sha256) { ::unlink(directory_.original(sha256).c_str()); });
}

Result<void> Acceptor::sweep() {
    return arrivals_.sweep([&](const std::string& sha256) {
        return images_.unless_known(sha256, [&] { ::unlink(directory_.original(sha256).c_str()); });
    });
}

}  // namespace palette::ingest
