#pragma once

// How Palette says that something went wrong.
//
// What can be expected to fail (a corrupt file, a full disk, a query that makes no sense) returns Result.
// What only a bug can cause is asserted. Exceptions of third parties stop at their adapter.

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <utility>

namespace palette {

// What the failure means to the one who asked. Only api/ turns kinds into HTTP statuses, only app/ into exit
// codes.
enum class ErrorKind : std::uint8_t {
    invalid,        // the request or the file makes no sense
    unknown,        // who is asking: a login is needed
    forbidden,      // who is asking may not
    not_found,      // no such thing
    conflict,       // it contradicts what is there now
    too_large,      // over a named limit
    unsupported,    // well formed, but nothing we read
    refused,        // understood, but it must not be done
    busy,           // try again later
    too_often,      // the same one asked too often: try again after `retry_after`
    no_space,       // the disk is full
    io,             // the operating system said no
    remote_failed,  // another server did not do its part
    timed_out,      // nor did it in time
    internal,       // a bug or a broken installation
};

struct [[nodiscard]] Error {
    ErrorKind kind = ErrorKind::internal;
    std::string code;             // stable, snake_case, for programs: "image_corrupt"
    std::string public_message;   // for people, in a sentence; never a path of the server or a stack
    std::string internal_detail;  // for the log: errno text, paths, library messages
    std::optional<std::chrono::seconds> retry_after{};  // of `busy` and `too_often`, where it is known
};

template <class T>
using Result = std::expected<T, Error>;

// `return fail(ErrorKind::not_found, "image_not_found", "There is no such Image.");`
[[nodiscard]] inline std::unexpected<Error> fail(ErrorKind kind, std::string code, std::string public_message,
                                                 std::string internal_detail = {}) {
    return std::unexpected(
        Error{kind, std::move(code), std::move(public_message), std::move(internal_detail), std::nullopt});
}

// `if (!step) return forward(step);` hands a failure on under another value type.
template <class T>
[[nodiscard]] std::unexpected<Error> forward(Result<T>& failed) {
    return std::unexpected(std::move(failed.error()));
}
template <class T>
[[nodiscard]] std::unexpected<Error> forward(Result<T>&& failed) {
    return std::unexpected(std::move(failed.error()));
}

// Public message and internal detail in one line, for logs and the command line.
[[nodiscard]] std::string describe(const Error& error);

}  // namespace palette
