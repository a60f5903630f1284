// `palette models list|verify|use|import|pull`: the model packs there are, and which of them a library uses.
// A server that is running follows what `use` says.

#include <algorithm>
#include <optional>

#include <boost/json.hpp>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/library.hpp"
#include "app/progress_bar.hpp"
#include "base/text.hpp"
#include "inference/tag_labels.hpp"
#include "packs/manifest.hpp"
#include "packs/pack_pull.hpp"
#include "store/job_repository.hpp"

namespace palette::app {
namespace {

using packs::ShelvedPack;

constexpr double kMegabyte = 1e6;

// What a library is set to, and how far it is. Without a library: what a new one would be set to.
struct Setting {
    store::ModelChoice choice;
    std::int64_t left = 0;  // Images that wait to be looked at anew
};

Result<Setting> setting_of(const CommonOptions& common) {
    Setting setting;
    std::error_code error;
    const auto file = common.data / "palette.db";
    if (!std::filesystem::exists(file, error)) return setting;
    auto database = store::Database::open(file);
    if (!database) return forward(database);
    auto choice = choice_of(common, **database);
    if (!choice) return forward(choice);
    auto left = store::JobRepository(**database).count_background();
    if (!left) return forward(left);
    setting.choice = std::move(*choice);
    setting.left = *left;
    return setting;
}

// What a pack does for the library: "embedding" and "tags"; "search" while another is to take its place.
struct Uses {
    std::string embedding;  // identities
    std::string tags;
    std::string serving;

    [[nodiscard]] std::vector<std::string> of(const ShelvedPack& pack) const {
        const std::string identity = pack.description.identity();
        std::vector<std::string> uses;
        if (identity == embedding) uses.emplace_back("embedding");
        if (identity == tags) uses.emplace_back("tags");
        if (identity == serving && serving != embedding) uses.emplace_back("search");
        return uses;
    }
};

Uses uses_of(const packs::PackShelf& shelf, const store::ModelChoice& choice) {
    Uses uses;
    if (const auto pack = shelf.find(choice.embedding)) uses.embedding = pack->description.identity();
    if (const auto pack = shelf.find(choice.tags); pack && pack->description.tagger)
        uses.tags = pack->description.identity();
    uses.serving = shelf.with_identity(choice.serving) ? choice.serving : uses.embedding;
    return uses;
}

std::size_t count_tags(const ShelvedPack& pack) {
    if (!pack.description.tagger) return 0;
    const auto labels = inference::TagLabels::open(pack.folder / pack.description.tagger->labels);
    return labels ? labels->names.size() : 0;
}

boost::json::array to_json(const std::vector<std::string>& texts) {
    boost::json::array array;
    for (const auto& text : texts) array.push_back(boost::json::string(text));
    return array;
}

boost::json::object to_json(const packs::PackShelf& shelf, const ShelvedPack& pack, const Uses& uses) {
    const auto& description = pack.description;
    return {{"name", description.name},
            {"version", description.version},
            {"title", description.title},
            {"licence", description.licence},
            {"dimension", description.dimension},
            {"tags", count_tags(pack)},
            {"bytes", description.bytes()},
            {"verified", shelf.is_verified(pack)},
            {"built_in", pack.is_built_in},
            {"used_for", to_json(uses.of(pack))},
            {"folder", printable(pack.folder.native())}};
}

void print_text(const packs::PackShelf& shelf, const ShelvedPack& pack, const Uses& uses) {
    const auto& description = pack.description;
    std::vector<std::string> does;
    if (description.embeds()) does.push_back(fmt::format("{} dimensions", description.dimension));
    if (description.tagger) does.push_back(fmt::format("{} tags", count_tags(pack)));
    const auto used = uses.of(pack);
    fmt::print("{}  {}\n    {}; {:.1f} MB; {}; {}{}\n", description.identity(), description.title,
               fmt::join(does, ", "), static_cast<double>(description.bytes()) / kMegabyte,
               description.licence, shelf.is_verified(pack) ? "verified" : "not verified",
               used.empty() ? std::string() : fmt::format("; used for {}", fmt::join(used, " and ")));
}

// Those named, or those that the library uses.
Result<std::vector<ShelvedPack>> to_verify(const packs::PackShelf& shelf, const CommonOptions& common,
                                           const std::string& name) {
    if (!name.empty()) {
        auto pack = shelf.find(name);
        if (!pack) return forward(pack);
        return std::vector{std::move(*pack)};
    }
    auto setting = setting_of(common);
    if (!setting) return forward(setting);
    std::vector<ShelvedPack> packs;
    for (const auto& chosen : {setting->choice.embedding, setting->choice.tags}) {
        auto pack = shelf.find(chosen);
        if (!pack) return forward(pack);
        if (packs.empty() || packs.front().folder != pack->folder) packs.push_back(std::move(*pack));
    }
    return packs;
}

// What of a pack the library is to use: all it can do, or the one thing asked for.
struct Wish {
    bool embedding = false;
    bool tags = false;
};

Result<Wish> wish_of(const ShelvedPack& pack, const UseModelOptions& options) {
    const Wish able{pack.description.embeds(), pack.description.tagger.has_value()};
    const Wish wish{able.embedding && options.only != "tags", able.tags && options.only != "embedding"};
    if (wish.embedding || wish.tags) return wish;
    return fail(ErrorKind::invalid, "model_pack_unfit",
                fmt::format("The model pack {} {}.", pack.description.identity(),
                            able.tags ? "gives tags only; it cannot be searched by"
                                      : "gives no tags; use it for embeddings"));
}

}  // namespace

int list_models(const CommonOptions& common, bool json) {
    auto shelf = shelf_of(common);
    if (!shelf) return report_failure(shelf.error());
    auto setting = setting_of(common);
    if (!setting) return report_failure(setting.error());
    const auto list = shelf->list();
    const Uses uses = uses_of(*shelf, setting->choice);
    const bool is_changing = setting->left > 0 || uses.serving != uses.embedding;
    const std::int64_t total = std::max(setting->left, setting->choice.to_understand);
    if (json) {
        boost::json::array packs;
        for (const auto& pack : list.packs) packs.push_back(to_json(*shelf, pack, uses));
        boost::json::array broken;
        for (const auto& pack : list.broken) {
            broken.push_back({{"folder", printable(pack.folder.native())}, {"reason", describe(pack.why)}});
        }
        boost::json::object body{
            {"packs", std::move(packs)}, {"broken", std::move(broken)}, {"change", nullptr}};
        if (is_changing) body["change"] = {{"done", total - setting->left}, {"total", total}};
        fmt::print("{}\n", boost::json::serialize(body));
        return kExitOk;
    }
    for (const auto& pack : list.packs) print_text(*shelf, pack, uses);
    for (const auto& pack : list.broken) {
        fmt::print("{}  cannot be used: {}\n", printable(pack.folder.filename().native()),
                   describe(pack.why));
    }
    if (is_changing) fmt::print("{} of {} Images have been looked at anew.\n", total - setting->left, total);
    return kExitOk;
}

int verify_models(const CommonOptions& common, const std::string& name) {
    auto shelf = shelf_of(common);
    if (!shelf) return report_failure(shelf.error());
    auto packs = to_verify(*shelf, common, name);
    if (!packs) return report_failure(packs.error());
    for (const auto& pack : *packs) {
        if (auto verified = shelf->verify(pack); !verified) return report_failure(verified.error());
        fmt::print("All files of {} are what they should be, and its models run.\n",
                   pack.description.identity());
    }
    return kExitOk;
}

int use_model(const CommonOptions& common, const UseModelOptions& options) {
    if (!common.pack.empty()) {
        return report_failure({ErrorKind::invalid,
                               "pack_is_named",
                               "`palette models use` and --pack (PALETTE_PACK) both say which pack to use; "
                               "leave --pack out, here and where the server is started.",
                               {}});
    }
    auto shelf = shelf_of(common);
    if (!shelf) return report_failure(shelf.error());
    auto pack = shelf->find(options.name);
    if (!pack) return report_failure(pack.error());
    auto wish = wish_of(*pack, options);
    if (!wish) return report_failure(wish.error());
    if (!shelf->is_verified(*pack)) {
        if (auto verified = shelf->verify(*pack); !verified) return report_failure(verified.error());
    }
    auto directory = files::DataDirectory::open(common.data);
    if (!directory) return report_failure(directory.error());
    auto database = store::Database::open(directory->database());
    if (!database) return report_failure(database.error());
    const auto wanted = [&](bool is_wanted) {
        return is_wanted ? std::optional(pack->lasting_name()) : std::nullopt;
    };
    auto chosen =
        store::ModelChoiceRepository(**database).choose(wanted(wish->embedding), wanted(wish->tags));
    if (!chosen) return report_failure(chosen.error());
    fmt::print(
        "The library is set to use {} for {}. A running server follows; else the next `palette serve` "
        "does.\n",
        pack->description.identity(),
        wish->embedding && wish->tags ? "embeddings and tags"
        : wish->tags                  ? "tags"
                                      : "embeddings");
    return kExitOk;
}

int import_model(const CommonOptions& common, const std::filesystem::path& folder) {
    auto directory = files::DataDirectory::open(common.data);
    if (!directory) return report_failure(directory.error());
    auto shelf = shelf_of(common);
    if (!shelf) return report_failure(shelf.error());
    Result<ShelvedPack> installed;
    {
        ProgressBar bar(ProgressBar::Unit::bytes);
        installed =
            shelf->install(folder, [&](std::uint64_t done, std::uint64_t total) { bar.show(done, total); });
    }
    if (!installed) return report_failure(installed.error());
    fmt::print("{} is installed. `palette models use {}` lets the library use it.\n",
               installed->description.identity(), installed->description.name);
    return kExitOk;
}

int pull_model(const CommonOptions& common, const PullModelOptions& options) {
    if (options.name.empty()) {
        for (const auto& manifest : packs::manifests()) {
            std::uint64_t bytes = 0;
            for (const auto& file : manifest.files) bytes += file.bytes;
            fmt::print("{:<28} {:>7.0f} MB  {}\n", manifest.name, static_cast<double>(bytes) / kMegabyte,
                       manifest.source);
        }
        return kExitOk;
    }
    const auto* manifest = packs::find_manifest(options.name);
    if (manifest == nullptr) {
        return report_failure(
            {ErrorKind::not_found,
             "model_pack_unknown",
             fmt::format("There is no pack '{}' to pull. `palette models pull` says which there "
                         "are; `palette models import DIR` takes any.",
                         options.name),
             {}});
    }
    auto configuration = read_configuration(common.data);
    if (!configuration) return report_failure(configuration.error());
    auto mirror = options.mirror.empty() ? configuration->model_mirror : options.mirror;
    if (mirror.ends_with('/')) mirror.pop_back();
    if (!mirror.empty() && !mirror.starts_with("https://") && !mirror.starts_with("http://")) {
        return report_failure({ErrorKind::invalid, "mirror_invalid",
                               "--mirror wants an address, as in https://models.example.org.", mirror});
    }
    auto directory = files::DataDirectory::open(common.data);
    if (!directory) return report_failure(directory.error());
    auto shelf = shelf_of(common);
    if (!shelf) return report_failure(shelf.error());
    const packs::PullSettings settings{mirror, {.stall_timeout = std::chrono::seconds(options.patience_s)}};
    if (const auto there = shelf->find(options.name)) {
        fmt::print("{} is installed already.\n", there->description.identity());
        return kExitOk;
    }
    Result<ShelvedPack> pulled;
    {
        ProgressBar bar(ProgressBar::Unit::bytes);
        pulled = packs::pull(*shelf, *manifest, settings,
                             [&](std::uint64_t done, std::uint64_t total) { bar.show(done, total); });
    }
    if (!pulled) return report_failure(pulled.error());
    fmt::print("{} is installed ({}). `palette models use {}` lets the library use it.\n",
               pulled->description.identity(), pulled->description.licence, pulled->description.name);
    return kExitOk;
}

}  // namespace palette::app
