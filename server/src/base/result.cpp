#include "base/result.hpp"

namespace palette {

std::string describe(const Error& error) {
    if (error.internal_detail.empty()) return error.public_message;
    return error.public_message + " (" + error.internal_detail + ")";
}

}  // namespace palette
