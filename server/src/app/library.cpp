#include "app/library.hpp"

#include "app/resources.hpp"
#include "inference/usable_cores.hpp"
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
    auto folder = find_pack(common.pack);
    if (!folder) return forward(folder);
    auto pack = inference::ModelPack::open(*folder, {.threads = common.threads});
    if (!pack) return forward(pack);
    return Library{std::move(*directory), std::move(*database), std::move(*pack)};
}

std::size_t worker_threads(const CommonOptions& common) {
    return static_cast<std::size_t>(common.threads > 0 ? common.threads : inference::usable_cores());
}

}  // namespace palette::app
