#include "http/message.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.hpp"
#include "http/ascii.hpp"

namespace palette::http {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

// attr-char of RFC 8187: what may stand unescaped in filename*.
bool is_attribute_character(char character) {
    constexpr std::string_view kMarks = "!#$&+-.^_`|~";
    const char lower = to_lower(character);
    return (lower >= 'a' && lower <= 'z') || (character >= '0' && character <= '9') ||
           kMarks.find(character) != std::string_view::npos;
}

std::optional<std::string_view> find_parameter(const Parameters& parameters, std::string_view name) {
    const auto found = std::ranges::find(parameters, name, &Parameters::value_type::first);
    if (found == parameters.end()) return std::nullopt;
    return found->second;
}

}  // namespace

std::string_view to_string(Method method) {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::head:
            return "HEAD";
        case Method::post:
            return "POST";
        case Method::put:
            return "PUT";
        case Method::patch:
            return "PATCH";
        case Method::del:
            return "DELETE";
        case Method::options:
            return "OPTIONS";
    }
    return "";
}

void Headers::set(std::string_view name, std::string value) {
    std::erase_if(fields_, [&](const Field& field) { return equal_ignoring_case(field.first, name); });
    fields_.emplace_back(name, std::move(value));
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
    const auto found = std::ranges::find_if(
        fields_, [&](const Field& field) { return equal_ignoring_case(field.first, name); });
    if (found == fields_.end()) return std::nullopt;
    return found->second;
}

std::size_t Headers::count(std::string_view name) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        fields_, [&](const Field& field) { return equal_ignoring_case(field.first, name); }));
}

std::optional<std::string_view> Form::field(std::string_view name) const {
    return find_parameter(fields, name);
}

std::string_view Request::path_parameter(std::string_view name) const {
    return find_parameter(path_parameters, name).value_or(std::string_view{});
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
    return find_parameter(query, name);
}

std::vector<std::string_view> Request::query_values(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto& [key, value] : query) {
        if (key == name) values.emplace_back(value);
    }
    return values;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
    for (const auto& [field, value] : headers) {
        if (!equal_ignoring_case(field, "Cookie")) continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            std::string_view content = trim(take_until(rest, ';'));
            if (take_until(content, '=') == name) return content;
        }
    }
    return std::nullopt;
}

Response make_response(int status, std::string_view content_type, std::string body) {
    Response response{.status = status, .headers = {}, .body = std::move(body)};
    response.headers.add("Content-Type", std::string(content_type));
    return response;
}

std::string_view reason_phrase(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 411:
            return "Length Required";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 416:
            return "Range Not Satisfiable";
        case 417:
            return "Expectation Failed";
        case 422:
            return "Unprocessable Content";
        case 428:
            return "Precondition Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        case 505:
            return "HTTP Version Not Supported";
        case 507:
            return "Insufficient Storage";
        default:
            return "Unknown";
    }
}

std::string content_disposition(std::string_view kind, std::string_view file_name) {
    std::string plain;
    std::string escaped;
    for (const char character : to_clean_text(file_name)) {
        const auto byte = static_cast<unsigned char>(character);
        const bool separator = character == '/' || character == '\\';
        const bool unsafe = is_control(character) || character == '"' || separator || byte >= 0x80U;
        plain += unsafe ? '_' : character;
        if (is_control(character) || separator) {
            escaped += '_';
        } else if (is_attribute_character(character)) {
            escaped += character;
        } else {
            escaped += '%';
            escaped += kHexDigits[byte >> 4U];
            escaped += kHexDigits[byte & 15U];
        }
    }
    return fmt::format("{}; filename=\"{}\"; filename*=UTF-8''{}", kind, plain, escaped);
}

}  // namespace palette::http
