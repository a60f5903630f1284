#pragma once

// The files of a model pack against what pack.json says of them.

#include <filesystem>

#include "base/result.hpp"
#include "inference/pack_description.hpp"

namespace palette::inference {

// That all files are there in their sizes: quick. Fails with invalid/"model_pack_damaged"; the message names
// the file.
Result<void> check_sizes(const std::filesystem::path& folder, const PackDescription& pack);

}  // namespace palette::inference
