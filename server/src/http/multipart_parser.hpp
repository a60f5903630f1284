#pragma once

// Takes a multipart/form-data body (RFC 7578) apart while it arrives, without keeping it.
//
//   parser.feed(bytes_from_the_client);
//   while (true) { auto token = parser.next(); ... until NeedMore ... }
//
// Holds at most one fed chunk, one part's header and one delimiter. Owned and used by one request.

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace palette::http {

// The boundary of a Content-Type of multipart/form-data; nothing when it is another type or the boundary is
// not one.
[[nodiscard]] std::optional<std::string> multipart_boundary(std::string_view content_type);

struct NeedMore {};
struct PartBegin {
    std::string name;
    std::optional<std::string> file_name;  // as sent: with folders, in any encoding; none: a plain field
    std::string content_type;
};
struct PartData {
    std::string_view bytes;  // valid until the next feed()
};
struct PartEnd {};
struct FormEnd {};  // stays so: what follows the last boundary is ignored

using MultipartToken = std::variant<NeedMore, PartBegin, PartData, PartEnd, FormEnd>;

enum class MultipartError : std::uint8_t { malformed, header_too_large };

class MultipartParser {
  public:
    static constexpr std::size_t kPartHeaderBytesMax = 8UL * 1024;
    static constexpr std::size_t kPreambleBytesMax = 8UL * 1024;

    explicit MultipartParser(std::string_view boundary);

    void feed(std::string_view bytes);
    // After an error the parser is done with.
    [[nodiscard]] std::expected<MultipartToken, MultipartError> next();

  private:
    enum class State : std::uint8_t { preamble, after_delimiter, part_header, part_data, done };

    using Outcome = std::expected<MultipartToken, MultipartError>;
    [[nodiscard]] std::optional<Outcome> step();
    [[nodiscard]] std::optional<Outcome> skip_preamble();
    [[nodiscard]] std::optional<Outcome> read_after_delimiter();
    [[nodiscard]] Outcome read_part_header();
    [[nodiscard]] Outcome read_part_data();
    [[nodiscard]] std::string_view rest() const { return std::string_view(buffer_).substr(at_); }

    std::string delimiter_;  // line break, two hyphens, boundary
    std::string buffer_;
    std::size_t at_ = 0;
    State state_ = State::preamble;
};

}  // namespace palette::http
