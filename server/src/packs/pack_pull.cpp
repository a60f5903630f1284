#include "packs/pack_pull.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

#include <boost/json.hpp>
#include <fmt/core.h>

#include "base/text.hpp"
#include "files/file_hash.hpp"
#include "files/posix.hpp"
#include "packs/first_use.hpp"

namespace palette::packs {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr const char* kLabels = "tags.tsv";

std::uint64_t size_of(const fs::path& file) {
    std::error_code error;
    const auto bytes = fs::file_size(file, error);
    return error ? 0 : bytes;
}

fs::path partial(fs::path file) {
    return file += ".part";
}

std::string text_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

Result<void> write_text(const fs::path& file, const std::string& text) {
    return files::write_file(file, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

// The files of one manifest on their way into one folder.
class Pull {
  public:
    Pull(const Manifest& manifest, const PullSettings& settings, const PackShelf& shelf, fs::path folder,
         const PackShelf::Progress& on_bytes)
        : manifest_(manifest),
          settings_(settings),
          first_use_(shelf.first_use_file()),
          folder_(std::move(folder)),
          on_bytes_(on_bytes) {
        for (const auto& file : manifest.files) total_ += file.bytes;
    }

    Result<void> run() {
        if (auto room = require_space(folder_, total_ - std::min(total_, bytes_here())); !room) return room;
        for (const auto& file : manifest_.files) {
            if (auto brought = bring(file); !brought) return brought;
        }
        if (!manifest_.tag_names.empty()) {
            if (auto made = make_labels(); !made) return made;
        }
        return describe();
    }

    // Of those files whose sha256 was not known as a whole: they have become a pack.
    Result<void> remember() const {
        for (const auto& file : manifest_.files) {
            const std::string& sha256 = facts_.at(std::string(file.name)).sha256;
            if (file.sha256.size() == sha256.size()) continue;
            if (auto remembered = first_use_.remember(file.path, sha256); !remembered) return remembered;
        }
        return {};
    }

  private:
    [[nodiscard]] std::uint64_t bytes_here() const {
        std::uint64_t sum = 0;
        for (const auto& file : manifest_.files)
            sum += std::max(size_of(folder_ / file.name), size_of(partial(folder_ / file.name)));
        return sum;
    }

    [[nodiscard]] std::string address_of(const RemoteFile& file) const {
        const std::string_view base =
            settings_.mirror.empty() ? packs::address_of(file.host) : settings_.mirror;
        return fmt::format("{}/{}", base, file.path);
    }

    Result<void> bring(const RemoteFile& file) {
        const fs::path path = folder_ / file.name;
        std::error_code error;
        fs::create_directories(path.parent_path(), error);
        if (!fs::exists(path, error)) {
            const std::string url = address_of(file);
            auto brought =
                net::download_file(url, path, settings_.limits, [&](std::uint64_t done, std::uint64_t total) {
                    const auto whole = std::max(total, file.bytes);
                    on_bytes_(done_ + done, std::max(total_ - file.bytes + whole, done_ + done));
                });
            if (!brought) return brought;
        }
        auto held = hold(file, path);
        // Not gone on with: it would never become the right one.
        if (!held) fs::remove(path, error);
        if (held) done_ += size_of(path);
        return held;
    }

    // Against what is known of the file.
    Result<void> hold(const RemoteFile& file, const fs::path& path) {
        const auto differs = [&](const std::string& how) {
            return fail(
                ErrorKind::invalid, "file_differs",
                fmt::format("{} is not the file that {} is made of: {}. Nothing was installed. Try again, "
                            "or another --mirror.",
                            printable(address_of(file)), manifest_.name, how));
        };
        const auto bytes = size_of(path);
        if (file.is_size_exact && bytes != file.bytes)
            return differs(fmt::format("it has {} bytes instead of {}", bytes, file.bytes));
        auto sha256 = files::sha256_of_file(path);
        if (!sha256) return forward(sha256);
        if (!sha256->starts_with(file.sha256))
            return differs(fmt::format("its sha256 is {} and should begin with {}", *sha256, file.sha256));
        if (file.sha256.size() < sha256->size()) {
            if (auto same = first_use_.check(file.path, *sha256); !same) return same;
        }
        facts_[std::string(file.name)] = {bytes, *sha256};
        return {};
    }

    // Lines of NAME TAB THRESHOLD from two files that go line by line.
    Result<void> make_labels() {
        const std::string names_text = text_of(folder_ / manifest_.tag_names);
        const std::string thresholds_text = text_of(folder_ / manifest_.tag_thresholds);
        const auto lines = [](std::string_view text) { return split(trim(text), '\n'); };
        const auto names = lines(names_text);
        const auto thresholds = lines(thresholds_text);
        if (names.size() != thresholds.size()) {
            return fail(ErrorKind::invalid, "file_differs",
                        fmt::format("There are {} tags and {} thresholds.", names.size(), thresholds.size()));
        }
        std::string labels;
        for (std::size_t i = 0; i < names.size(); ++i)
            labels += fmt::format("{}\t{}\n", trim(names[i]), trim(thresholds[i]));
        const fs::path path = folder_ / kLabels;
        if (auto written = write_text(path, labels); !written) return written;
        auto sha256 = files::sha256_of_file(path);
        if (!sha256) return forward(sha256);
        facts_[kLabels] = {labels.size(), *sha256};
        return {};
    }

    Result<void> describe() const {
        json::object description = json::parse(manifest_.description).as_object();
        description["name"] = manifest_.name;
        description["title"] = manifest_.title;
        json::object files;
        for (const auto& [name, facts] : facts_)
            files[name] = {{"bytes", facts.bytes}, {"sha256", facts.sha256}};
        description["files"] = std::move(files);
        return write_text(folder_ / "pack.json", json::serialize(description));
    }

    const Manifest& manifest_;
    const PullSettings& settings_;
    const FirstUse first_use_;
    const fs::path folder_;
    const PackShelf::Progress& on_bytes_;
    std::uint64_t total_ = 0;
    std::uint64_t done_ = 0;
    std::map<std::string, inference::PackFile> facts_;
};

}  // namespace

Result<ShelvedPack> pull(const PackShelf& shelf, const Manifest& manifest, const PullSettings& settings,
                         const PackShelf::Progress& on_bytes) {
    auto installation = shelf.begin(std::string(manifest.name));
    if (!installation) return forward(installation);
    Pull files(manifest, settings, shelf, installation->folder(), on_bytes);
    if (auto brought = files.run(); !brought) return forward(brought);
    auto shelved = shelf.finish(*installation);
    if (shelved) {
        if (auto remembered = files.remember(); !remembered) return forward(remembered);
    }
    if (!shelved && shelved.error().kind == ErrorKind::invalid) {
        // Whole and as published, and still no pack: another try would bring the same.
        std::error_code error;
        fs::remove_all(installation->folder(), error);
    }
    return shelved;
}

}  // namespace palette::packs
