#include "api/upload_answer.hpp"

#include "api/json.hpp"
#include "base/clock.hpp"

namespace palette::api {

Result<UploadId> upload_id_of(const http::Request& request) {
    const auto value = decode_id(request.path_parameter("id"));
    if (value) return UploadId{*value};
    return fail(ErrorKind::not_found, "upload_not_found", "There is no such upload, or its time is over.");
}

http::Response upload_answer(int status, const ingest::ResumableUploads::Standing& standing) {
    const auto& upload = standing.upload;
    auto response =
        json_response(status, {{"id", to_string(upload.id)},
                               {"file_name", upload.file_name},
                               {"bytes", upload.bytes},
                               {"offset", standing.offset},
                               {"expires_at", to_rfc3339(now() + upload.expires_in)},
                               {"image_id", upload.image ? boost::json::value(to_string(*upload.image))
                                                         : boost::json::value(nullptr)}});
    response.headers.add("Upload-Offset", std::to_string(standing.offset));
    response.headers.add("Upload-Length", std::to_string(upload.bytes));
    return response;
}

}  // namespace palette::api
