#include "store/image_merge.hpp"

#include <array>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "store/image_repository.hpp"
#include "store/like_repository.hpp"
#include "store/palette_image_repository.hpp"

namespace palette::store {
namespace {

// As an Image's description may be written (api/parameters.hpp).
constexpr std::size_t kDescriptionCharactersMax = 10'000;

// What an Image says of itself besides its description, and how a second one of these is put into it.
struct Field {
    const char* column;
    std::string_view said_as;
};
constexpr std::array<Field, 5> kFields = {{{"title", "Also titled"},
                                           {"artist", "Also by"},
                                           {"credit", "Credit"},
                                           {"source_url", "Source"},
                                           {"licence", "Licence"}}};
constexpr int kDescriptionColumn = static_cast<int>(kFields.size());

using Texts = std::array<std::string, kFields.size() + 1>;  // kFields, then the description

Texts read_texts(Connection& connection, ImageId id) {
    auto& select = connection.prepare(
        "SELECT title, artist, credit, source_url, licence, description FROM images WHERE id = ?");
    select.bind(1, id.value);
    Texts texts;
    if (!select.executeStep()) return texts;
    for (std::size_t i = 0; i < texts.size(); ++i)
        texts[i] = select.getColumn(static_cast<int>(i)).getString();
    return texts;
}

void append_paragraph(std::string& text, std::string_view paragraph) {
    if (paragraph.empty() || text.contains(paragraph)) return;
    if (!text.empty()) text += "\n\n";
    text += paragraph;
}

// Nothing of either is lost: what has a field of its own twice is said in the description.
Texts joined(Texts texts, const Texts& added) {
    std::string& description = texts[kDescriptionColumn];
    append_paragraph(description, added[kDescriptionColumn]);
    for (std::size_t i = 0; i < kFields.size(); ++i) {
        if (texts[i].empty()) {
            texts[i] = added[i];
        } else if (!added[i].empty() && fold_case(added[i]) != fold_case(texts[i])) {
            append_paragraph(description, std::string(kFields[i].said_as) + ": " + added[i]);
        }
    }
    return texts;
}

Result<void> join_words(Connection& connection, ImageId from, ImageId to) {
    const Texts texts = joined(read_texts(connection, to), read_texts(connection, from));
    if (count_characters(texts[kDescriptionColumn]) > kDescriptionCharactersMax) {
        return fail(ErrorKind::conflict, "description_too_long",
                    "Together the descriptions are too long. Shorten one of them first.");
    }
    auto& update = connection.prepare(
        "UPDATE images SET title = ?, artist = ?, credit = ?, source_url = ?, licence = ?, description = ?"
        " WHERE id = ?");
    int at = 0;
    for (const auto& text : texts) update.bind(++at, text);
    update.bind(++at, to.value);
    update.exec();
    return {};
}

// A person's word counts more than the model's, and a tag somebody gave more than one somebody took away: the
// other picture was the same.
void join_tags(Connection& connection, ImageId from, ImageId to) {
    for (const char* sql :
         {"INSERT INTO image_tags (image_id, tag_id, source, confidence, rejected, position)"
          " SELECT ?2, tag_id, source, confidence, rejected, position + 1 +"
          " coalesce((SELECT max(position) FROM image_tags WHERE image_id = ?2), 0)"
          " FROM image_tags WHERE image_id = ?1"
          " ON CONFLICT (image_id, tag_id) DO UPDATE SET source = 'person', confidence = NULL, rejected = 0"
          " WHERE excluded.source = 'person' AND excluded.rejected = 0"
          " AND (image_tags.source = 'ai' OR image_tags.rejected = 1)",
          "UPDATE image_tags SET rejected = 1 WHERE image_id = ?2 AND source = 'ai' AND tag_id IN"
          " (SELECT tag_id FROM image_tags WHERE image_id = ?1 AND rejected = 1)"}) {
        auto& join = connection.prepare(sql);
        join.bind(1, from.value);
        join.bind(2, to.value);
        join.exec();
    }
}

}  // namespace

Result<void> merge_image(Connection& connection, ImageId from, ImageId to, const Viewer& viewer) {
    auto kept = require_editor(connection, to, viewer);
    if (!kept) return forward(kept);
    auto removed = require_editor(connection, from, viewer);
    if (!removed) return forward(removed);
    if (removed->visibility == Visibility::everyone && kept->visibility != Visibility::everyone) {
        return fail(ErrorKind::conflict, "merge_would_hide",
                    "The picture to keep is private and the other is not: others would lose it. Keep the "
                    "public one.");
    }
    if (auto joined = join_words(connection, from, to); !joined) return joined;
    join_tags(connection, from, to);
    LikeRepository::carry_over(connection, from, to);
    PaletteImageRepository::carry_over(connection, from, to);
    move_to_trash(connection, from);
    write_full_text(connection, to);
    write_change(connection, to, "updated");
    return {};
}

}  // namespace palette::store
