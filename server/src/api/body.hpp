#pragma once

// A JSON body, read as strictly as parameters.hpp reads parameters: what does not fit openapi.yaml is refused
// with `body_invalid` and the field's name. Pure, any thread.
//
//   auto body = Body::parse(request, {"name", "password", "email"});
//   auto name = body->text("name", kNameCharactersMax);          // required
//   auto email = body->optional_text("email", kEmailCharactersMax);

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "base/result.hpp"
#include "http/message.hpp"

namespace palette::api {

[[nodiscard]] std::unexpected<Error> body_invalid(std::string_view why);

class Body {
  public:
    // An object that has no other fields than these. No body at all is an empty one.
    static Result<Body> parse(const http::Request& request, std::initializer_list<std::string_view> fields);

    [[nodiscard]] bool has(std::string_view name) const { return object_.contains(name); }
    [[nodiscard]] bool is_null(std::string_view name) const;
    [[nodiscard]] bool is_empty() const { return object_.empty(); }
    [[nodiscard]] const boost::json::object& object() const { return object_; }

    [[nodiscard]] Result<std::string> text(std::string_view name, std::size_t characters_max) const;
    // None where the field is missing or null.
    [[nodiscard]] Result<std::optional<std::string>> optional_text(std::string_view name,
                                                                   std::size_t characters_max) const;
    [[nodiscard]] Result<std::optional<bool>> optional_flag(std::string_view name) const;
    [[nodiscard]] Result<std::optional<std::int64_t>> optional_integer(std::string_view name,
                                                                       std::int64_t min,
                                                                       std::int64_t max) const;
    // An object within, with no other fields than these; empty where it is missing.
    [[nodiscard]] Result<Body> part(std::string_view name,
                                    std::initializer_list<std::string_view> fields) const;

  private:
    explicit Body(boost::json::object object) : object_(std::move(object)) {}
    static Result<Body> checked(boost::json::object object, std::initializer_list<std::string_view> fields);
    boost::json::object object_;
};

}  // namespace palette::api
