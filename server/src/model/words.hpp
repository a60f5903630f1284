#pragma once

// What people wrote about a picture: in the file itself, beside it, or on upload. All fields are clean UTF-8
// (base/text.hpp) and may be empty.

#include <string>
#include <vector>

namespace palette {

struct Words {
    std::string title;
    std::string description;
    std::string artist;
    std::string credit;      // whom to name as the source
    std::string source_url;  // http or https
    std::string licence;
    std::vector<std::string> tags;  // without repeats, in the order found
};

}  // namespace palette
