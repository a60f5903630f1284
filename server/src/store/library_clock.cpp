#include "store/library_clock.hpp"

namespace palette::store {

std::int64_t library_time_ms(Connection& connection) {
    auto& select = connection.prepare("SELECT served_ms FROM library_clock");
    select.executeStep();
    return select.getColumn(0).getInt64();
}

Result<void> advance_library_clock(Database& database, std::chrono::milliseconds by) {
    return database.write([&](Connection& connection) {
        auto& update = connection.prepare("UPDATE library_clock SET served_ms = served_ms + ?");
        update.bind(1, static_cast<std::int64_t>(by.count()));
        update.exec();
    });
}

}  // namespace palette::store
