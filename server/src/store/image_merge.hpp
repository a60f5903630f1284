#pragma once

// Folding one Image into another that shows the same picture. Only for repositories of this folder.

#include "base/ids.hpp"
#include "base/result.hpp"
#include "model/viewer.hpp"
#include "store/database.hpp"

namespace palette::store {

// Gives `to` what `from` has and puts `from` into the trash; see DuplicateRepository::merge.
Result<void> merge_image(Connection& connection, ImageId from, ImageId to, const Viewer& viewer);

}  // namespace palette::store
