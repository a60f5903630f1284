#pragma once

// The packs that `palette models pull` knows: which published files they are made of, where those lie, what
// is known of them, and the pack.json that makes a pack of them. Constants, any thread.

#include <cstdint>
#include <span>
#include <string_view>

namespace palette::packs {

// Where files are looked for, unless a mirror is named: a mirror has all of them below one address, each
// under the path it has on its host.
enum class Host : std::uint8_t { hugging_face, github };

struct RemoteFile {
    std::string_view name;  // within the pack
    Host host = Host::hugging_face;
    std::string_view path;  // on its host
    std::uint64_t bytes = 0;
    bool is_size_exact = false;  // otherwise `bytes` is about right, for room on the disk
    // As many hex digits as were published of it; empty: trusted on first use (first_use.hpp).
    std::string_view sha256;
};

struct Manifest {
    std::string_view name;
    std::string_view title;
    std::string_view source;  // whose files these are, for people
    std::span<const RemoteFile> files;
    // Of a tagger: the files of names and thresholds, a line a tag, that become `tags.tsv`; else empty.
    std::string_view tag_names;
    std::string_view tag_thresholds;
    std::string_view description;  // pack.json without "name", "title" and "files"
};

[[nodiscard]] std::span<const Manifest> manifests();
[[nodiscard]] const Manifest* find_manifest(std::string_view name);
[[nodiscard]] std::string_view address_of(Host host);

}  // namespace palette::packs
