#include "api/account_json.hpp"

namespace palette::api {

namespace json = boost::json;

json::object to_json(const Account& account) {
    json::object object = short_json(account);
    object["display_name"] = account.display_name;
    object["email"] = account.email ? json::value(*account.email) : json::value(nullptr);
    object["has_password"] = account.has_password;
    object["created_at"] = to_rfc3339(account.created_at);
    object["preferences"] = {{"theme", account.preferences.theme},
                             {"upload_visibility", to_string(account.preferences.upload_visibility)},
                             {"feed", account.preferences.feed}};
    object["quota"] = {{"bytes_used", account.bytes_used}, {"bytes_max", number_or_null(account.bytes_max)}};
    object["onboarded"] = false;
    return object;
}

json::object short_json(const Account& account) {
    return {{"id", to_string(account.person)}, {"name", account.name}, {"role", to_string(account.role)}};
}

}  // namespace palette::api
