#include "app/resources.hpp"

#include <array>
#include <cstdlib>
#include <string_view>

namespace palette::app {
namespace {

namespace fs = std::filesystem;

fs::path executable_folder() {
    std::error_code error;
    return fs::read_symlink("/proc/self/exe", error).parent_path();
}

// The first of the places that holds `witness`, else the first place.
fs::path first_with(const std::array<fs::path, 2>& places, const char* witness) {
    std::error_code error;
    for (const auto& place : places) {
        if (fs::exists(place / witness, error)) return place;
    }
    return places.front();
}

}  // namespace

Result<fs::path> find_pack(const fs::path& named) {
    const fs::path folder = executable_folder();
    fs::path pack = named.empty()
                        ? first_with({(folder / "../../models/starter").lexically_normal(),
                                      (folder / "../share/palette/models/starter").lexically_normal()},
                                     "pack.json")
                        : named;
    std::error_code error;
    if (fs::exists(pack / "pack.json", error)) return pack;
    return fail(ErrorKind::not_found, "model_pack_not_found", "There is no model pack.", pack.string());
}

fs::path find_web(const fs::path& named) {
    const fs::path folder = executable_folder();
    return named.empty() ? first_with({(folder / "../../web/dist").lexically_normal(),
                                       (folder / "../share/palette/web").lexically_normal()},
                                      "index.html")
                         : named;
}

secrets::PasswordCost password_cost() {
    const char* cost = std::getenv("PALETTE_PASSWORD_COST");
    return cost != nullptr && std::string_view(cost) == "low" ? secrets::kLowPasswordCost
                                                              : secrets::kPasswordCost;
}

}  // namespace palette::app
