#pragma once

// Opens the model packs that a library is set to use.

#include "base/result.hpp"
#include "inference/model_pack.hpp"
#include "packs/pack_shelf.hpp"
#include "packs/packs_in_use.hpp"
#include "store/model_choice_repository.hpp"

namespace palette::packs {

// While the pack that searches go by is not the chosen one, the chosen one is `coming`; where the former is
// no longer there (the program came with a newer one, a folder was removed), the chosen one serves at once.
// Packs of `before` that are still used are shared instead of opened again. Fails as PackShelf::find and
// ModelPack::open do, and with invalid/"model_pack_unfit" where a pack cannot do what it was chosen for.
[[nodiscard]] Result<SharedPacks> open_chosen(const PackShelf& shelf, const store::ModelChoice& choice,
                                              const inference::Settings& settings,
                                              const SharedPacks& before = nullptr);

}  // namespace palette::packs
