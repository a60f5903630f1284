#include "base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>

namespace palette {

void start_log(const std::string& level) {
    auto logger =
        std::make_shared<spdlog::logger>("palette", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %L %v");
    logger->set_level(spdlog::level::from_str(level));
    logger->flush_on(spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
}

}  // namespace palette
