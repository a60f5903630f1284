#pragma once

// Where the program finds what comes with it. Looked for from the executable's folder, so that neither the
// working directory nor a flag matters: a build tree (build/release/palette) and an installation
// (bin/palette, share/palette) work.

#include <filesystem>

#include "base/result.hpp"
#include "secrets/password.hpp"

namespace palette::app {

// The starter pack's folder; `named` when not empty. Fails with `model_pack_not_found`.
[[nodiscard]] Result<std::filesystem::path> find_pack(const std::filesystem::path& named);

// The built web app; `named` when not empty. May not exist: the server then says that it is not built.
[[nodiscard]] std::filesystem::path find_web(const std::filesystem::path& named);

// What hashing a password costs. PALETTE_PASSWORD_COST=low is for tests that are not about passwords.
[[nodiscard]] secrets::PasswordCost password_cost();

}  // namespace palette::app
