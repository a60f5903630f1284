// A piece of an upload: open_upload() before its bytes are read, append_upload() when they are all here.

#include <charconv>

#include "api/accepted_image.hpp"
#include "api/caller.hpp"
#include "api/operations.hpp"
#include "api/upload_answer.hpp"

namespace palette::api {
namespace {

constexpr std::string_view kContentType = "application/offset+octet-stream";

class UploadSink : public http::BodySink {
  public:
    explicit UploadSink(std::unique_ptr<ingest::ResumableUploads::Writer> writer)
        : writer_(std::move(writer)) {}
    Result<void> append(std::string_view bytes) override { return writer_->append(bytes); }
    Result<std::uint64_t> sync() { return writer_->sync(); }

  private:
    const std::unique_ptr<ingest::ResumableUploads::Writer> writer_;
};

Result<std::optional<std::uint64_t>> number_of(const http::Request& request, std::string_view name) {
    const auto text = request.header(name);
    if (!text) return std::nullopt;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error == std::errc{} && end == text->data() + text->size()) return number;
    return fail(ErrorKind::invalid, "parameter_invalid", std::string(name) + " is a whole number.");
}

}  // namespace

Result<std::unique_ptr<http::BodySink>> open_upload(Services& services, http::Request& request) {
    auto id = upload_id_of(request);
    if (!id) return forward(id);
    if (request.header("Content-Type") != kContentType) {
        return fail(ErrorKind::unsupported, "unsupported_content_type",
                    "This address takes " + std::string(kContentType) + " only.");
    }
    auto offset = number_of(request, "Upload-Offset");
    if (!offset) return forward(offset);
    if (!*offset)
        return fail(ErrorKind::invalid, "parameter_invalid", "The header Upload-Offset is missing.");
    auto length = number_of(request, "Content-Length");
    if (!length) return forward(length);
    auto writer = services.uploads.write(*id, viewer_of(request).person, **offset, *length);
    if (!writer) return forward(writer);
    return std::make_unique<UploadSink>(std::move(*writer));
}

Result<http::Response> append_upload(Services& services, http::Request& request) {
    auto offset = dynamic_cast<UploadSink&>(*request.sink).sync();
    if (!offset) return forward(offset);
    auto id = upload_id_of(request);
    if (!id) return forward(id);
    auto accepted = services.uploads.finish(*id, viewer_of(request).person);
    if (!accepted) return forward(accepted);
    auto response = *accepted ? accepted_image(services, request, **accepted) : http::Response{204, {}, {}};
    if (response) response->headers.add("Upload-Offset", std::to_string(*offset));
    return response;
}

}  // namespace palette::api
