#pragma once

// Accounts as the JSON of openapi.yaml. Pure, any thread.

#include <boost/json.hpp>

#include "api/json.hpp"
#include "model/account.hpp"

namespace palette::api {

// What a body may carry where a password is expected: more than one may have, so that its own error says so.
inline constexpr std::size_t kPasswordBodyCharactersMax = 2'000;

// For the person alone.
[[nodiscard]] boost::json::object to_json(const Account& account);
// For whoever sees that they are signed in: id, name, role.
[[nodiscard]] boost::json::object short_json(const Account& account);

}  // namespace palette::api
