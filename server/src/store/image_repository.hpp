#pragma once

// Images with their words, tags and swatches: the only place that knows how they lie in SQL.
//
// Every write also writes the full-text row and the change log in the same transaction, so neither can be
// forgotten. Deleted Images are invisible to every call here unless it says otherwise, and so is what a
// Viewer may not see to every call that takes one. Safe to call from any thread that may block.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/image.hpp"
#include "model/viewer.hpp"
#include "store/database.hpp"
#include "store/quota.hpp"

namespace palette::store {

struct NewImage {
    ImageId id;
    Original original;
    std::string file_name;
    Words words;
    std::optional<PersonId> owner;
    Visibility visibility = Visibility::everyone;  // not `owner` without one
    Timestamp created_at;
};

// What deriving found out about an Image.
struct DerivedFacts {
    std::vector<std::uint8_t> thumbhash;
    std::uint64_t perceptual_hash = 0;
    std::vector<Swatch> swatches;
};

// What a person may correct. Absent fields stay as they are.
struct ImageEdit {
    std::optional<std::string> title;
    std::optional<std::string> description;
    std::optional<std::string> artist;
    // The tags as they shall be: new ones become a person's, AI tags left out are rejected for good.
    std::optional<std::vector<std::string>> tags;
    std::optional<Visibility> visibility;  // for the Image's own owner to say
};

struct TagCount {
    std::string name;
    std::int64_t images = 0;
};

struct LibraryCounts {
    std::int64_t images = 0;
    std::int64_t ready = 0;
    std::int64_t pending = 0;
    std::int64_t failed = 0;
};

// What the wall and the search keep in memory for every Image that can be shown.
struct CatalogueRow {
    ImageId id;
    Orientation orientation = Orientation::square;
    int width = 0;
    int height = 0;
    std::optional<PersonId> owner;
    Visibility visibility = Visibility::everyone;
    std::string title;
    std::string artist;
    bool has_words = false;  // a title or a description
    std::uint64_t perceptual_hash = 0;
    std::vector<Swatch> swatches;
};

using CatalogueVisitor = std::function<void(CatalogueRow)>;

// Both ends belong to it.
struct ImageIdRange {
    ImageId first;
    ImageId last;
};

class ImageRepository {
  public:
    explicit ImageRepository(Database& database) : database_(database) {}

    // Adds the Image and its `derive` job. `commit_file` runs inside the transaction, last: it puts the
    // Original in place and may fail, which undoes the row. When the same owner has these bytes already,
    // answers that Image's id and `added` false; if they deleted it, it comes back with its id. Others may
    // each have an Image of the same bytes. Fails with `quota_exceeded` as well.
    struct Added {
        ImageId id;
        bool added = false;
    };
    template <class CommitFile>
    Result<Added> add(const NewImage& image, CommitFile commit_file) {
        return database_.write([&](Connection& connection) -> Result<Added> {
            Added added = insert(connection, image);
            if (added.added) {
                if (auto fits = image.owner ? hold_to_quota(connection, *image.owner) : Result<void>{};
                    !fits) {
                    return forward(fits);
                }
                if (auto placed = commit_file(); !placed) return forward(placed);
            }
            return added;
        });
    }

    // These fail with `image_not_found`.
    [[nodiscard]] Result<Image> find(ImageId id, const Viewer& viewer) const;
    [[nodiscard]] Result<Ownership> ownership_of(ImageId id, const Viewer& viewer) const;
    // What a file of an Image is found by, and who may be sent it.
    struct Bytes {
        std::string sha256;
        Visibility visibility = Visibility::everyone;
    };
    [[nodiscard]] Result<Bytes> bytes_of(ImageId id, const Viewer& viewer) const;

    struct Standing {
        ImageId id;
        ImageState state = ImageState::accepted;
    };
    // This owner's Image of these bytes and how far it is.
    [[nodiscard]] Result<std::optional<Standing>> standing_of(std::string_view sha256,
                                                              std::optional<PersonId> owner) const;
    [[nodiscard]] Result<std::optional<Standing>> standing_of(ImageId id) const;
    // Runs `act` under the write lock unless some Image, deleted or not, has these bytes.
    template <class Act>
    Result<void> unless_known(const std::string& sha256, Act act) {
        return database_.write([&](Connection& connection) {
            if (!is_known(connection, sha256)) act();
        });
    }
    // Cards in the order of `ids`; ids that are not there for the viewer are left out.
    [[nodiscard]] Result<std::vector<ImageCard>> cards(std::span<const ImageId> ids,
                                                       const Viewer& viewer) const;

    Result<void> set_derived(ImageId id, const DerivedFacts& facts);
    Result<void> set_failed(ImageId id, std::string_view why);
    // Begins again with an Image that failed.
    Result<void> retry_failed(ImageId id);
    // Removes an Image that failed for good; `remove_files(sha256)` runs under the write lock, unless another
    // Image has the same bytes. Nothing to do for others.
    template <class RemoveFiles>
    Result<void> discard_failed(ImageId id, RemoveFiles remove_files) {
        return database_.write([&](Connection& connection) {
            const std::string sha256 = erase_failed(connection, id);
            if (!sha256.empty()) remove_files(sha256);
        });
    }
    // Fail with `image_not_found`, and with `forbidden` for what the viewer may see but not change.
    Result<void> edit(ImageId id, const ImageEdit& edit, const Viewer& viewer);
    Result<void> remove(ImageId id, const Viewer& viewer);

    // Ids of Images with all of these tags (folded to lower case here), ascending.
    [[nodiscard]] Result<std::vector<std::int64_t>> ids_with_tags(std::span<const std::string> tags) const;
    // Ids of Images with at least one of them, ascending.
    [[nodiscard]] Result<std::vector<std::int64_t>> ids_with_any_tag(std::span<const std::string> tags) const;
    // All tags in use on public Images, most used first.
    [[nodiscard]] Result<std::vector<TagCount>> all_tag_counts() const;
    // Tags in use whose name starts with `prefix`, most used first, then by name; those behind `after` alone.
    [[nodiscard]] Result<std::vector<TagCount>> tag_counts(std::string_view prefix,
                                                           const std::optional<TagCount>& after,
                                                           std::size_t limit, const Viewer& viewer) const;
    // What this person owns and can be shown to the viewer, newest first; at most `limit`, those behind
    // `after`.
    [[nodiscard]] Result<std::vector<ImageId>> shown_of_owner(PersonId owner, std::optional<ImageId> after,
                                                              std::size_t limit, const Viewer& viewer) const;
    [[nodiscard]] Result<LibraryCounts> counts(const Viewer& viewer) const;
    // What belongs to this person, newest first, in whatever state; at most `limit`, those behind `after`.
    [[nodiscard]] Result<std::vector<ImageId>> ids_of_owner(PersonId owner, std::optional<ImageId> after,
                                                            std::size_t limit) const;

    // Everything in a range of ids that can be shown, ascending; or those of `ids` that can.
    Result<void> for_each_catalogue_row(ImageIdRange range, const CatalogueVisitor& visit) const;
    // All ids there are and will be, cut into so many ranges with about as many Images each.
    [[nodiscard]] Result<std::vector<ImageIdRange>> id_ranges(std::size_t parts) const;
    [[nodiscard]] Result<std::vector<CatalogueRow>> catalogue_of(std::span<const ImageId> ids) const;

    // For `palette check`: every Image's id, Original and state, deleted ones too.
    struct Inventory {
        ImageId id;
        std::string sha256;
        std::uint64_t bytes = 0;
        int width = 0;
        ImageState state = ImageState::accepted;
        bool deleted = false;
    };
    [[nodiscard]] Result<std::vector<Inventory>> inventory() const;
    [[nodiscard]] Result<std::int64_t> greatest_id() const;

  private:
    static Added insert(Connection& connection, const NewImage& image);
    static bool is_known(Connection& connection, const std::string& sha256);
    static std::string erase_failed(Connection& connection, ImageId id);

    Database& database_;
};

// Used by the repositories of this folder within their own transactions. A change of a private Image is told
// to its owner alone.
void write_full_text(Connection& connection, ImageId id);
void write_change(Connection& connection, ImageId id, const char* kind);
// The row of this name (as Tag::name has it), made where there is none.
std::int64_t tag_id_of(Connection& connection, const std::string& name);
// Puts these in the place of the Image's AI tags, most confident first; never over a person's tag or
// rejection.
void write_ai_tags(Connection& connection, ImageId id, const std::vector<Tag>& tags);
// Deletes an Image so that it can be restored.
void move_to_trash(Connection& connection, ImageId id);
// Takes the row out for good, and all that belongs to it.
void erase_image(Connection& connection, ImageId id);
// Fails as ImageRepository::edit does.
Result<Ownership> require_editor(Connection& connection, ImageId id, const Viewer& viewer);
// Binds ?`at` and the parameter after it in "visibility = 'public' OR owner_id = ?2 OR ?3".
void bind_viewer(SQLite::Statement& statement, int at, const Viewer& viewer);

}  // namespace palette::store
