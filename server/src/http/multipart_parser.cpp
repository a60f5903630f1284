#include "http/multipart_parser.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/ascii.hpp"

namespace palette::http {
namespace {

constexpr std::string_view kLineBreak = "\r\n";
constexpr std::size_t kBoundaryBytesMax = 70;

using HeaderParameter = std::pair<std::string_view, std::string>;

// The next `; name=value` of a header, or nothing at its end or where it makes no sense. A backslash escapes
// only a quote or a backslash: browsers send those of Windows paths unescaped.
std::optional<HeaderParameter> take_parameter(std::string_view& rest) {
    rest = trim(rest);
    if (!rest.starts_with(';')) return std::nullopt;
    rest.remove_prefix(1);
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string_view name = trim(rest.substr(0, equals));
    rest.remove_prefix(equals + 1);
    rest = trim(rest);
    if (!rest.starts_with('"')) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        const std::string value(trim(rest.substr(0, end)));
        rest.remove_prefix(end);
        return HeaderParameter{name, value};
    }
    std::string value;
    for (std::size_t i = 1; i < rest.size(); ++i) {
        if (rest[i] == '"') {
            rest.remove_prefix(i + 1);
            return HeaderParameter{name, value};
        }
        const bool escapes =
            rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\');
        if (escapes) ++i;
        value += rest[i];
    }
    return std::nullopt;  // no closing quote
}

bool is_boundary_character(char character) {
    constexpr std::string_view kMarks = "'()+_,-./:=? ";
    const char lower = to_lower(character);
    return (lower >= 'a' && lower <= 'z') || (character >= '0' && character <= '9') ||
           kMarks.find(character) != std::string_view::npos;
}

// Name and file name of `form-data; name="tags"; filename="a cat.png"`; nothing for another disposition or no
// name.
std::optional<PartBegin> parse_disposition(std::string_view value) {
    std::string_view rest = value;
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));
    if (!equal_ignoring_case(trim(value.substr(0, value.size() - rest.size())), "form-data")) {
        return std::nullopt;
    }
    PartBegin part;
    bool named = false;
    while (auto parameter = take_parameter(rest)) {
        if (equal_ignoring_case(parameter->first, "name")) {
            part.name = std::move(parameter->second);
            named = true;
        } else if (equal_ignoring_case(parameter->first, "filename")) {
            part.file_name = std::move(parameter->second);
        }
    }
    if (!named || !trim(rest).empty()) return std::nullopt;
    return part;
}

std::optional<PartBegin> parse_part_header(std::string_view header) {
    std::optional<PartBegin> part;
    std::string content_type;
    while (!header.empty()) {
        const std::size_t end = std::min(header.find(kLineBreak), header.size());
        std::string_view value = header.substr(0, end);
        header.remove_prefix(std::min(end + kLineBreak.size(), header.size()));
        const std::string_view name = take_until(value, ':');
        if (equal_ignoring_case(name, "Content-Disposition")) {
            if (part) return std::nullopt;
            part = parse_disposition(trim(value));
            if (!part) return std::nullopt;
        } else if (equal_ignoring_case(name, "Content-Type")) {
            content_type = trim(value);
        }
    }
    if (part) part->content_type = std::move(content_type);
    return part;
}

}  // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type) {
    std::string_view rest = content_type;
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));
    const std::string_view type = trim(content_type.substr(0, content_type.size() - rest.size()));
    if (!equal_ignoring_case(type, "multipart/form-data")) return std::nullopt;
    while (auto parameter = take_parameter(rest)) {
        if (!equal_ignoring_case(parameter->first, "boundary")) continue;
        std::string& boundary = parameter->second;
        const bool sound = !boundary.empty() && boundary.size() <= kBoundaryBytesMax &&
                           std::ranges::all_of(boundary, is_boundary_character) && !boundary.ends_with(' ');
        if (!sound) return std::nullopt;
        return std::move(boundary);
    }
    return std::nullopt;
}

MultipartParser::MultipartParser(std::string_view boundary)
    : delimiter_("\r\n--" + std::string(boundary)),
      // The first delimiter has no line break before it; with this one all are alike.
      buffer_(kLineBreak) {}

void MultipartParser::feed(std::string_view bytes) {
    buffer_.erase(0, at_);
    at_ = 0;
    if (state_ == State::done) {
        buffer_.clear();
        return;
    }
    buffer_ += bytes;
}

std::expected<MultipartToken, MultipartError> MultipartParser::next() {
    while (true) {
        if (auto outcome = step()) return std::move(*outcome);
    }
}

// One transition; nothing when it yields no token and the next can be taken at once.
std::optional<MultipartParser::Outcome> MultipartParser::step() {
    switch (state_) {
        case State::preamble:
            return skip_preamble();
        case State::after_delimiter:
            return read_after_delimiter();
        case State::part_header:
            return read_part_header();
        case State::part_data:
            return read_part_data();
        case State::done:
            break;
    }
    return FormEnd{};
}

std::optional<MultipartParser::Outcome> MultipartParser::skip_preamble() {
    const std::size_t found = rest().find(delimiter_);
    if (found != std::string_view::npos) {
        at_ += found + delimiter_.size();
        state_ = State::after_delimiter;
        return std::nullopt;
    }
    if (rest().size() > kPreambleBytesMax) return std::unexpected(MultipartError::malformed);
    return NeedMore{};
}

std::optional<MultipartParser::Outcome> MultipartParser::read_after_delimiter() {
    constexpr std::string_view kLast = "--";
    std::string_view text = rest();
    if (text.starts_with(kLast)) {
        state_ = State::done;
        return std::nullopt;
    }
    // Spaces may pad the line: RFC 2046.
    const std::size_t padding = std::min(text.find_first_not_of(" \t"), text.size());
    if (padding > kBoundaryBytesMax) return std::unexpected(MultipartError::malformed);
    text.remove_prefix(padding);
    if (text.size() < kLineBreak.size()) return NeedMore{};
    if (!text.starts_with(kLineBreak)) return std::unexpected(MultipartError::malformed);
    at_ += padding;
    state_ = State::part_header;
    return std::nullopt;
}

// The text starts with the line break after the delimiter.
MultipartParser::Outcome MultipartParser::read_part_header() {
    constexpr std::string_view kHeaderEnd = "\r\n\r\n";
    const std::size_t end = rest().find(kHeaderEnd);
    const bool found = end != std::string_view::npos;
    if (found ? end > kPartHeaderBytesMax : rest().size() > kPartHeaderBytesMax + kHeaderEnd.size()) {
        return std::unexpected(MultipartError::header_too_large);
    }
    if (!found) return NeedMore{};
    auto part = parse_part_header(rest().substr(0, end));
    if (!part) return std::unexpected(MultipartError::malformed);
    at_ += end + kHeaderEnd.size();
    state_ = State::part_data;
    return std::move(*part);
}

MultipartParser::Outcome MultipartParser::read_part_data() {
    const std::string_view text = rest();
    const std::size_t found = text.find(delimiter_);
    if (found == 0) {
        at_ += delimiter_.size();
        state_ = State::after_delimiter;
        return PartEnd{};
    }
    // The end of the text may be the beginning of a delimiter.
    const std::size_t undecided = std::min(text.size(), delimiter_.size() - 1);
    const std::size_t length = found == std::string_view::npos ? text.size() - undecided : found;
    if (length == 0) return NeedMore{};
    at_ += length;
    return PartData{text.substr(0, length)};
}

}  // namespace palette::http
