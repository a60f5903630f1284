#pragma once

// An upload that comes in pieces, as it was announced. A value.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "model/words.hpp"

namespace palette {

using UploadId = Id<struct UploadTag>;

struct Upload {
    UploadId id;
    std::optional<PersonId> owner;
    std::string file_name;
    std::uint64_t bytes = 0;  // that shall come
    Words words;              // title, description, artist and tags
    std::string visibility;   // as model/viewer.hpp writes it
    std::chrono::milliseconds expires_in{0};
    std::optional<ImageId> image;  // what it became
};

}  // namespace palette
