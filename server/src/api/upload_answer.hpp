#pragma once

// What the operations on resumable uploads share.

#include "api/services.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

namespace palette::api {

// `upload_not_found` for what is no id.
[[nodiscard]] Result<UploadId> upload_id_of(const http::Request& request);

// Upload-Offset, Upload-Length, and where the upload stands as JSON.
[[nodiscard]] http::Response upload_answer(int status, const ingest::ResumableUploads::Standing& standing);

}  // namespace palette::api
