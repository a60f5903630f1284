#include "ingest/library_check.hpp"

#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_map>
#include <unordered_set>

#include <fmt/core.h>

#include "base/text.hpp"
#include "files/file_hash.hpp"
#include "imaging/picture.hpp"
#include "store/embedding_repository.hpp"
#include "store/image_repository.hpp"
#include "store/job_repository.hpp"
#include "store/trash_repository.hpp"

namespace palette::ingest {
namespace {

namespace fs = std::filesystem;

bool is_whole_file(const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path, error) && fs::file_size(path, error) > 0;
}

class Check {
  public:
    Check(const files::DataDirectory& directory, store::Database& database, std::string pack,
          CheckOptions options)
        : directory_(directory),
          database_(database),
          images_(database),
          jobs_(database),
          pack_(std::move(pack)),
          options_(options) {}

    Result<CheckReport> run() {
        if (auto sound = database_.check_integrity(); !sound) return forward(sound);
        auto inventory = images_.inventory();
        if (!inventory) return forward(inventory);
        auto embedded = ids_with_embedding();
        if (!embedded) return forward(embedded);
        auto full_text = ids_in_full_text();
        if (!full_text) return forward(full_text);
        auto discarded = store::TrashRepository(database_).discarded_files(SIZE_MAX / 2);
        if (!discarded) return forward(discarded);
        for (const auto& sha256 : *discarded) known_.insert(sha256);  // about to be removed
        for (const auto& row : *inventory) {
            known_.insert(row.sha256);
            check_original(row);
            if (row.deleted) continue;
            ++report_.images;
            check_stage(row, *embedded);
            if (!full_text->erase(row.id))
                problem("Image {} is missing from the full-text index.", to_string(row.id));
        }
        for (const ImageId id : *full_text)
            problem("The full-text index holds {}, which is no Image.", to_string(id));
        check_files_have_rows(directory_.originals(), "original", &report_.originals);
        check_files_have_rows(directory_.renditions(), "renditions", nullptr);
        return std::move(report_);
    }

  private:
    template <class... Parts>
    void problem(fmt::format_string<Parts...> text, Parts&&... parts) {
        report_.problems.push_back(fmt::format(text, std::forward<Parts>(parts)...));
    }

    Result<std::unordered_set<ImageId>> ids_with_embedding() {
        store::EmbeddingRepository embeddings(database_);
        std::unordered_set<ImageId> ids;
        auto read = embeddings.for_each(pack_, [&](ImageId id, std::span<const float>) { ids.insert(id); });
        if (!read) return forward(read);
        report_.embeddings = ids.size();
        return ids;
    }

    Result<std::unordered_set<ImageId>> ids_in_full_text() {
        return database_.read([](store::Connection& connection) {
            std::unordered_set<ImageId> ids;
            auto& select = connection.prepare("SELECT rowid FROM image_text");
            while (select.executeStep()) ids.insert(ImageId{select.getColumn(0).getInt64()});
            return ids;
        });
    }

    void check_original(const store::ImageRepository::Inventory& row) {
        const auto path = directory_.original(row.sha256);
        std::error_code error;
        const auto bytes = fs::file_size(path, error);
        if (error) return problem("Image {} has lost its Original {}.", to_string(row.id), path.string());
        if (bytes != row.bytes) {
            return problem("The Original {} has {} bytes instead of {}.", path.string(), bytes, row.bytes);
        }
        if (!options_.deep) return;
        auto sha256 = files::sha256_of_file(path);
        if (!sha256) return problem("{}: {}", path.string(), sha256.error().public_message);
        if (*sha256 != row.sha256)
            problem("The Original {} has other bytes than it came with.", path.string());
    }

    void check_stage(const store::ImageRepository::Inventory& row,
                     const std::unordered_set<ImageId>& embedded) {
        if (row.state == ImageState::accepted || row.state == ImageState::derived) ++report_.pending;
        if (row.state != ImageState::derived && row.state != ImageState::ready) return;
        const auto smallest =
            directory_.rendition(row.sha256, imaging::kRenditionWidths.front(), RenditionFormat::webp);
        if (is_whole_file(smallest)) {
            ++report_.renditions;
        } else if (options_.repair) {
            if (jobs_.enqueue_derive(row.id)) ++report_.repaired;
        } else {
            problem("Image {} has lost its renditions in {}.", to_string(row.id),
                    smallest.parent_path().string());
        }
        if (row.state == ImageState::ready && !embedded.contains(row.id) && !options_.repair) {
            problem("Image {} has no embedding of the model pack {}.", to_string(row.id), pack_);
        }
    }

    // Files are named by content two levels down; what no row knows is a problem.
    void check_files_have_rows(const fs::path& root, std::string_view what, std::uint64_t* count) {
        std::error_code error;
        for (fs::recursive_directory_iterator it(root, error), end; !error && it != end;
             it.increment(error)) {
            if (it.depth() < 2) continue;
            if (it->is_directory(error)) it.disable_recursion_pending();
            const std::string name = it->path().filename();
            if (known_.contains(name)) {
                if (count != nullptr) ++*count;
            } else if (options_.repair) {
                // Somebody may be accepting these very bytes: decide and remove under the write lock.
                (void)images_.unless_known(name, [&] {
                    std::error_code removing;
                    fs::remove_all(it->path(), removing);
                    if (!removing) ++report_.repaired;
                });
            } else {
                problem("There is no Image for the {} {}.", what, printable(it->path().native()));
            }
        }
    }

    const files::DataDirectory& directory_;
    store::Database& database_;
    store::ImageRepository images_;
    store::JobRepository jobs_;
    const std::string pack_;
    const CheckOptions options_;
    std::unordered_set<std::string> known_;
    CheckReport report_;
};

}  // namespace

Result<CheckReport> check_library(const files::DataDirectory& directory, store::Database& database,
                                  const std::string& pack, const CheckOptions& options) {
    return Check(directory, database, pack, options).run();
}

}  // namespace palette::ingest
