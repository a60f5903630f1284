#include "store/model_choice_repository.hpp"

namespace palette::store {
namespace {

constexpr const char* kEmbedding = "models.embedding";
constexpr const char* kTags = "models.tags";
constexpr const char* kServing = "models.serving";
constexpr const char* kToUnderstand = "models.to_understand";

std::string setting(Connection& connection, const char* name) {
    auto& select = connection.prepare("SELECT value FROM settings WHERE name = ?");
    select.bind(1, name);
    return select.executeStep() ? select.getColumn(0).getString() : std::string();
}

void set(Connection& connection, const char* name, const std::string& value) {
    auto& insert = connection.prepare(
        "INSERT INTO settings (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value");
    insert.bind(1, name);
    insert.bind(2, value);
    insert.exec();
}

}  // namespace

Result<ModelChoice> ModelChoiceRepository::get() const {
    return database_.read([](Connection& connection) {
        ModelChoice choice;
        choice.embedding = setting(connection, kEmbedding);
        choice.tags = setting(connection, kTags);
        choice.serving = setting(connection, kServing);
        if (const auto images = setting(connection, kToUnderstand); !images.empty())
            choice.to_understand = std::stoll(images);
        return choice;
    });
}

Result<void> ModelChoiceRepository::choose(const std::optional<std::string>& embedding,
                                           const std::optional<std::string>& tags) {
    return database_.write([&](Connection& connection) {
        if (embedding) set(connection, kEmbedding, *embedding);
        if (tags) set(connection, kTags, *tags);
        set(connection, kToUnderstand, "0");
    });
}

Result<void> ModelChoiceRepository::set_serving(const std::string& identity) {
    return database_.write([&](Connection& connection) { set(connection, kServing, identity); });
}

Result<void> ModelChoiceRepository::set_to_understand(std::int64_t images) {
    return database_.write(
        [&](Connection& connection) { set(connection, kToUnderstand, std::to_string(images)); });
}

}  // namespace palette::store
