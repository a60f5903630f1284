#include "app/library.hpp"

#include "app/resources.hpp"
#include "base/usable_resources.hpp"
#include "packs/chosen_packs.hpp"
#include "store/image_repository.hpp"

namespace palette::app {

Result<Library> open_library(const CommonOptions& common) {
    auto directory = files::DataDirectory::open(common.data);
    if (!directory) return forward(directory);
    auto database = store::Database::open(directory->database());
    if (!database) return forward(database);
    auto greatest = store::ImageRepository(**database).greatest_id();
    if (!greatest) return forward(greatest);
    raise_id_floor(*greatest);
    auto shelf = shelf_of(common);
    if (!shelf) return forward(shelf);
    auto choice = choice_of(common, **database);
    if (!choice) return forward(choice);
    auto packs = packs::open_chosen(*shelf, *choice, inference_settings(common));
    if (!packs) return forward(packs);
    // The first that opens a library, or opens it where the pack it went by is gone, says what it goes by
    // now.
    const std::string serving = (*packs)->serving->description().identity();
    if (common.pack.empty() && choice->serving != serving) {
        choice->serving = serving;
        if (auto set = store::ModelChoiceRepository(**database).set_serving(serving); !set)
            return forward(set);
    }
    return Library{std::move(*directory), std::move(*database), std::move(*shelf), std::move(*choice),
                   std::move(*packs)};
}

Result<packs::PackShelf> shelf_of(const CommonOptions& common) {
    auto built_in = find_pack(common.pack);
    if (!built_in) return forward(built_in);
    const auto data = std::filesystem::absolute(common.data);
    return packs::PackShelf(std::move(*built_in), data / "models", data / "locks" / "models");
}

Result<store::ModelChoice> choice_of(const CommonOptions& common, store::Database& database) {
    if (!common.pack.empty()) return store::ModelChoice{};
    return store::ModelChoiceRepository(database).get();
}

ingest::LearnFromCorrections learning_of(const Configuration& configuration) {
    return configuration.learn_from_corrections ? ingest::LearnFromCorrections::yes
                                                : ingest::LearnFromCorrections::no;
}

inference::Settings inference_settings(const CommonOptions& common) {
    using enum inference::DeviceWish;
    return {.threads = common.threads,
            .batch = common.batch,
            .device = common.device == "cpu" ? processor : automatic};
}

std::size_t worker_threads(const CommonOptions& common) {
    return static_cast<std::size_t>(common.threads > 0 ? common.threads : usable_cores());
}

}  // namespace palette::app
