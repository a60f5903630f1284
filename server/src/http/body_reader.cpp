#include "http/body_reader.hpp"

#include <optional>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "http/blocking.hpp"
#include "http/disk_file.hpp"
#include "http/multipart_parser.hpp"

namespace palette::http {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kChunkBytes = 64UL * 1024;
constexpr std::size_t kStreamedChunkBytes = 256UL * 1024;
constexpr std::size_t kFileNameBytesMax = 255;

using Step = std::expected<void, ReadFailure>;

std::unexpected<ReadFailure> refuse(int status, std::string code, std::string detail) {
    return std::unexpected(ReadFailure{
        Problem{.status = status, .code = std::move(code), .detail = std::move(detail), .retry_after = {}}});
}

std::unexpected<ReadFailure> malformed_form() {
    return refuse(400, "multipart_malformed", "The form is not valid multipart/form-data.");
}

std::unexpected<ReadFailure> body_too_large(std::uint64_t bytes_max) {
    return refuse(413, "body_too_large", fmt::format("The body may have {} bytes at most.", bytes_max));
}

std::unexpected<ReadFailure> refuse_for(const Error& error) {
    if (error.kind == ErrorKind::no_space) {
        spdlog::error("upload refused: {}", describe(error));
        return refuse(507, "disk_full", "The server has no space left for this file.");
    }
    if (error.kind == ErrorKind::busy) {
        return std::unexpected(ReadFailure{Problem{.status = 503,
                                                   .code = "busy",
                                                   .detail = error.public_message,
                                                   .retry_after = std::chrono::seconds(1)}});
    }
    spdlog::error("upload failed: {}", describe(error));
    return refuse(500, "internal", "The server could not store this file.");
}

// Browsers of old sent whole paths.
std::string base_name(std::string_view sent) {
    const auto separator = sent.find_last_of("/\\");
    if (separator != std::string_view::npos) sent.remove_prefix(separator + 1);
    return to_clean_line(sent, kFileNameBytesMax);
}

// Puts a form together from the parser's tokens. A part is a field or a file; a file is made when its first
// byte comes, so that the empty choice of a browser's file input leaves nothing.
class FormBuilder {
  public:
    FormBuilder(Multipart limits, Spool& spool, ThreadPool& disk)
        : limits_(limits), spool_(spool), disk_(disk) {}

    Step begin(PartBegin part) {
        if (!is_valid_utf8(part.name)) return malformed_form();
        part_ = std::move(part);
        value_.clear();
        return {};
    }

    asio::awaitable<Step> add(std::string_view bytes) {
        if (part_.file_name) co_return co_await add_to_file(bytes);
        if (value_.size() + bytes.size() > limits_.field_bytes_max) {
            co_return refuse(413, "field_too_large",
                             fmt::format("A field may have {} bytes at most.", limits_.field_bytes_max));
        }
        value_ += bytes;
        co_return Step{};
    }

    asio::awaitable<Step> end() {
        if (!part_.file_name) co_return end_field();
        if (!file_ && !part_.file_name->empty()) {
            Step made = co_await make_file();
            if (!made) co_return made;
        }
        file_.reset();
        co_return Step{};
    }

    [[nodiscard]] Form take() { return std::move(form_); }

  private:
    Step end_field() {
        if (!is_valid_utf8(value_)) return malformed_form();
        if (form_.fields.size() >= limits_.fields_max) {
            return refuse(413, "too_many_fields",
                          fmt::format("A form may have {} fields at most.", limits_.fields_max));
        }
        form_.fields.emplace_back(std::move(part_.name), std::move(value_));
        return {};
    }

    asio::awaitable<Step> make_file() {
        if (form_.files.size() >= limits_.files_max) {
            co_return refuse(413, "too_many_files",
                             fmt::format("A form may have {} files at most.", limits_.files_max));
        }
        form_.files.push_back({.field = std::move(part_.name),
                               .file_name = base_name(*part_.file_name),
                               .content_type = to_clean_line(part_.content_type, kFileNameBytesMax),
                               .file = spool_.new_file(),
                               .bytes = 0});
        const auto& path = form_.files.back().file.path();
        auto created = co_await on_pool(disk_, [&path] { return DiskFile::create(path); });
        if (!created) co_return refuse_for(created.error());
        file_.emplace(std::move(*created));
        co_return Step{};
    }

    asio::awaitable<Step> add_to_file(std::string_view bytes) {
        if (!file_) {
            Step made = co_await make_file();
            if (!made) co_return made;
        }
        UploadedFile& upload = form_.files.back();
        upload.bytes += bytes.size();
        if (upload.bytes > limits_.file_bytes_max) {
            co_return refuse(413, "file_too_large",
                             fmt::format("A file may have {} bytes at most.", limits_.file_bytes_max));
        }
        auto written = co_await on_pool(disk_, [this, bytes] { return file_->append(bytes); });
        if (!written) co_return refuse_for(written.error());
        co_return Step{};
    }

    const Multipart limits_;
    Spool& spool_;
    ThreadPool& disk_;
    Form form_;
    PartBegin part_;
    std::string value_;
    std::optional<DiskFile> file_;
};

}  // namespace

asio::awaitable<std::expected<void, ReadFailure>> discard_body(RequestReader& reader, std::size_t bytes_max) {
    std::vector<char> chunk(std::min(kChunkBytes, bytes_max));
    std::size_t total = 0;
    while (!reader.is_body_read()) {
        auto bytes = co_await reader.read_body(chunk);
        if (!bytes) co_return std::unexpected(std::move(bytes.error()));
        total += *bytes;
        if (total > bytes_max) co_return body_too_large(bytes_max);
    }
    co_return Step{};
}

asio::awaitable<std::expected<std::string, ReadFailure>> read_buffered(RequestReader& reader,
                                                                       std::size_t bytes_max) {
    std::vector<char> chunk(kChunkBytes);
    std::string body;
    while (!reader.is_body_read()) {
        auto bytes = co_await reader.read_body(chunk);
        if (!bytes) co_return std::unexpected(std::move(bytes.error()));
        if (body.size() + *bytes > bytes_max) co_return body_too_large(bytes_max);
        body.append(chunk.data(), *bytes);
    }
    co_return body;
}

asio::awaitable<std::expected<void, ReadFailure>> stream_body(RequestReader& reader, std::uint64_t bytes_max,
                                                              BodySink& sink, ThreadPool& disk) {
    std::vector<char> chunk(kStreamedChunkBytes);
    std::uint64_t total = 0;
    while (!reader.is_body_read()) {
        auto bytes = co_await reader.read_body(chunk);
        if (!bytes) co_return std::unexpected(std::move(bytes.error()));
        total += *bytes;
        if (total > bytes_max) co_return body_too_large(bytes_max);
        const std::string_view piece(chunk.data(), *bytes);
        auto written = co_await on_pool(disk, [&sink, piece] { return sink.append(piece); });
        if (!written)
            co_return std::unexpected(ReadFailure{.problem = {}, .of_sink = std::move(written.error())});
    }
    co_return Step{};
}

asio::awaitable<std::expected<Form, ReadFailure>> read_form(RequestReader& reader, std::string boundary,
                                                            Multipart limits, Spool& spool,
                                                            ThreadPool& disk) {
    MultipartParser parser(boundary);
    FormBuilder builder(limits, spool, disk);
    std::vector<char> chunk(kChunkBytes);
    bool complete = false;
    while (!reader.is_body_read()) {
        auto bytes = co_await reader.read_body(chunk);
        if (!bytes) co_return std::unexpected(std::move(bytes.error()));
        parser.feed({chunk.data(), *bytes});
        while (true) {
            auto token = parser.next();
            if (!token && token.error() == MultipartError::header_too_large) {
                co_return refuse(413, "part_header_too_large",
                                 "The header of a part of the form is too large.");
            }
            if (!token) co_return malformed_form();
            complete = std::holds_alternative<FormEnd>(*token);
            if (complete || std::holds_alternative<NeedMore>(*token)) break;
            Step step;
            if (auto* part = std::get_if<PartBegin>(&*token)) {
                step = builder.begin(std::move(*part));
            } else if (const auto* data = std::get_if<PartData>(&*token)) {
                step = co_await builder.add(data->bytes);
            } else {
                step = co_await builder.end();
            }
            if (!step) co_return std::unexpected(std::move(step.error()));
        }
    }
    if (!complete) co_return malformed_form();
    co_return builder.take();
}

std::uint64_t form_bytes_max(const Multipart& limits) {
    const std::uint64_t parts = limits.files_max + limits.fields_max;
    return limits.files_max * limits.file_bytes_max + limits.fields_max * limits.field_bytes_max +
           (parts + 2) * MultipartParser::kPartHeaderBytesMax;
}

}  // namespace palette::http
