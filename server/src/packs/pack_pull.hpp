#pragma once

// Brings a pack from the network: its files one after the other, each held to what is known of it, then the
// pack as a whole, as an imported one. What was brought of it stays when something fails, and the next call
// goes on with that; nothing of it is a pack before all of it is. Blocks for as long as gigabytes take.

#include <string>

#include "base/result.hpp"
#include "net/file_download.hpp"
#include "packs/manifest.hpp"
#include "packs/pack_shelf.hpp"

namespace palette::packs {

struct PullSettings {
    std::string mirror;  // "https://...", in place of the hosts of the manifest; empty: those
    net::DownloadLimits limits;
};

// `on_bytes(done, total)` of all files. Fails as net::download_file and PackShelf::finish do, with
// no_space/"disk_full" before anything is asked for, invalid/"file_differs" when a file is not the one that
// is known, and as FirstUse::check does.
Result<ShelvedPack> pull(const PackShelf& shelf, const Manifest& manifest, const PullSettings& settings,
                         const PackShelf::Progress& on_bytes);

}  // namespace palette::packs
