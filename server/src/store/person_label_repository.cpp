#include "store/person_label_repository.hpp"

#include <algorithm>

namespace palette::store {

Result<std::vector<PersonLabel>> person_labels(Database& database, std::size_t images_min,
                                               std::size_t images_max) {
    return database.read([&](Connection& connection) {
        auto& select = connection.prepare(
            "SELECT tags.name, image_id FROM image_tags JOIN tags ON tags.id = tag_id JOIN images ON "
            "images.id = image_id"
            " WHERE source = 'person' AND rejected = 0 AND deleted_at IS NULL AND state = 'ready'"
            " ORDER BY tags.name, image_id");
        std::vector<PersonLabel> labels;
        while (select.executeStep()) {
            const std::string name = select.getColumn(0).getString();
            if (labels.empty() || labels.back().name != name) labels.push_back({name, {}});
            labels.back().images.push_back(ImageId{select.getColumn(1).getInt64()});
        }
        std::erase_if(labels, [&](const PersonLabel& label) {
            return label.images.size() < images_min || label.images.size() > images_max;
        });
        return labels;
    });
}

}  // namespace palette::store
