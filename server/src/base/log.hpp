#pragma once

// The log goes to standard error through spdlog; standard output belongs to a command's answer.

#include <spdlog/spdlog.h>

namespace palette {

// Called once by app/ before threads start. `level`: trace, debug, info, warn, error, off.
void start_log(const std::string& level);

}  // namespace palette
