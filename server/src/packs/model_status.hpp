#pragma once

// How a library sees at this moment, for people and for those who run it. A value, any thread.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace palette::packs {

// Packs by their identity.
struct ModelStatus {
    // Under way: every Image is looked at anew.
    struct Change {
        std::string to;
        std::int64_t done = 0;  // Images
        std::int64_t total = 0;
        bool operator==(const Change&) const = default;
    };
    std::string embedding;  // searches go by its embeddings
    std::string tags;       // gives the AI tags; empty where none does
    std::optional<Change> change;

    bool operator==(const ModelStatus&) const = default;
};

using CurrentModelStatus = std::function<ModelStatus()>;

}  // namespace palette::packs
