#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

namespace palette::api {

// The one file of a form, in its field `file`. Fails with `file_missing`.
[[nodiscard]] inline Result<http::UploadedFile*> form_file_of(http::Request& request) {
    for (auto& file : request.form.files) {
        if (file.field == "file") return &file;
    }
    return fail(ErrorKind::invalid, "file_missing", "The form needs a picture in its field 'file'.");
}

}  // namespace palette::api
