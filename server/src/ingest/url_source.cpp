#include "ingest/url_source.hpp"

#include <fcntl.h>
#include <span>
#include <unistd.h>

#include "base/ids.hpp"
#include "files/posix.hpp"

namespace palette::ingest {
namespace {

// A file that goes when this does.
class FetchedFile {
  public:
    explicit FetchedFile(std::filesystem::path path)
        : path_(std::move(path)),
          file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {}
    ~FetchedFile() { ::unlink(path_.c_str()); }
    FetchedFile(const FetchedFile&) = delete;
    FetchedFile& operator=(const FetchedFile&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    Result<void> append(std::string_view bytes) {
        if (file_.get() < 0) return std::unexpected(files::errno_error("create", path_));
        return files::write_all(
            file_.get(), std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), path_);
    }

  private:
    const std::filesystem::path path_;
    const files::FileDescriptor file_;
};

}  // namespace

Result<Accepted> UrlSource::accept(const std::string& url, AcceptOptions options) {
    FetchedFile file(folder_ / ("fetched-" + encode_id(new_id_value())));
    if (auto created = file.append({}); !created) return forward(created);
    auto answer = client_.download(url, [&](std::string_view bytes) { return file.append(bytes); });
    if (!answer) return forward(answer);
    options.words.source_url = url;
    if (options.file_name.empty()) options.file_name = net::file_name_of_url(answer->url);
    if (options.file_name.empty()) options.file_name = "picture";
    auto accepted = acceptor_.accept(file.path(), options);
    if (!accepted && accepted.error().code == "image_type_unsupported" && answer->media_type == "text/html") {
        return fail(ErrorKind::unsupported, "url_no_picture",
                    "This is the address of a page. Take the address of the picture itself.", url);
    }
    return accepted;
}

}  // namespace palette::ingest
