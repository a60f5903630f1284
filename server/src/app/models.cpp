#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/resources.hpp"
#include "inference/pack_description.hpp"

namespace palette::app {

int list_models(const CommonOptions& common) {
    auto folder = find_pack(common.pack);
    if (!folder) return report_failure(folder.error());
    auto pack = inference::read_description(*folder);
    if (!pack) return report_failure(pack.error());
    fmt::print("{}  {}, {} dimensions, {}  {}\n", pack->identity(), pack->title, pack->dimension,
               pack->licence, folder->string());
    return kExitOk;
}

int verify_models(const CommonOptions& common) {
    auto folder = find_pack(common.pack);
    if (!folder) return report_failure(folder.error());
    if (auto verified = inference::verify_pack(*folder); !verified) return report_failure(verified.error());
    fmt::print("All files of {} are what they should be.\n", folder->string());
    return kExitOk;
}

}  // namespace palette::app
