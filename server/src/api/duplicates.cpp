// Images that show the same picture: groups to look through, merging one, and saying that it is none.

#include <algorithm>
#include <span>

#include <boost/json.hpp>

#include "api/body.hpp"
#include "api/caller.hpp"
#include "api/image_cards.hpp"
#include "api/json.hpp"
#include "api/operations.hpp"
#include "api/parameters.hpp"
#include "search/duplicate_groups.hpp"

namespace palette::api {
namespace {

namespace json = boost::json;

// Groups of what this viewer may change: what they cannot merge is no work of theirs.
search::DuplicateGroups groups_for(Services& services, const Viewer& viewer) {
    const auto& catalogue = services.index.catalogue();
    return search::groups_of(*services.index.duplicates(), [&](ImageId id) {
        const auto ownership = catalogue.ownership_of(id);
        return ownership && may_edit(viewer, *ownership);
    });
}

// The one with most pixels, then most bytes, then most words, then the one that was here first.
bool is_better(const Image& x, const Image& y) {
    const auto pixels = [](const Image& image) {
        return std::int64_t{image.original.width} * image.original.height;
    };
    const auto words = [](const Image& image) {
        const auto own = std::ranges::count(image.tags, TagSource::person, &Tag::source);
        return image.words.title.size() + image.words.description.size() + static_cast<std::size_t>(own);
    };
    if (pixels(x) != pixels(y)) return pixels(x) > pixels(y);
    if (x.original.bytes != y.original.bytes) return x.original.bytes > y.original.bytes;
    if (words(x) != words(y)) return words(x) > words(y);
    return x.id < y.id;
}

Result<json::value> group_json(Services& services, const http::Request& request,
                               std::span<const ImageId> group) {
    auto viewer = card_viewer_of(services, request, group);
    if (!viewer) return forward(viewer);
    std::vector<Image> images;
    for (const ImageId id : group) {
        if (images.size() == store::kDuplicatesAtOnceMax) break;  // the rest comes when these are merged
        auto image = services.images.find(id, viewer->viewer);
        if (image) images.push_back(std::move(*image));  // else deleted a moment ago
    }
    if (images.size() < 2) return json::value(nullptr);
    const auto best = std::ranges::min_element(images, is_better);
    json::array array;
    for (const auto& image : images) array.push_back(to_json(image, *viewer));
    return json::value{{"images", std::move(array)}, {"suggested", to_string(best->id)}};
}

Result<ImageId> image_id_in(const json::value& value) {
    const auto id = value.is_string() ? decode_id(std::string_view(value.get_string())) : std::nullopt;
    if (!id) return body_invalid("an Image is named by its id");
    return ImageId{*id};
}

// Each once, in order.
Result<std::vector<ImageId>> image_ids_of(const Body& body, std::string_view name, std::size_t count_min) {
    const auto* value = body.object().if_contains(name);
    std::vector<ImageId> ids;
    if (value != nullptr && value->is_array() && value->get_array().size() <= store::kDuplicatesAtOnceMax) {
        for (const auto& one : value->get_array()) {
            auto id = image_id_in(one);
            if (!id) return forward(id);
            if (std::ranges::find(ids, *id) == ids.end()) ids.push_back(*id);
        }
    }
    if (ids.size() >= count_min) return ids;
    return body_invalid("'" + std::string(name) + "' is a list of " + std::to_string(count_min) + " to " +
                        std::to_string(store::kDuplicatesAtOnceMax) + " different Images");
}

Result<void> require_editable(Services& services, std::span<const ImageId> images, const Viewer& viewer) {
    for (const ImageId id : images) {
        auto ownership = services.images.ownership_of(id, viewer);
        if (!ownership) return forward(ownership);
        if (!may_edit(viewer, *ownership))
            return fail(ErrorKind::forbidden, "forbidden", "This Image belongs to somebody else.");
    }
    return {};
}

bool are_one_group(Services& services, std::span<const ImageId> images, const Viewer& viewer) {
    return std::ranges::any_of(groups_for(services, viewer), [&](const auto& group) {
        return std::ranges::all_of(images, [&](ImageId id) { return std::ranges::binary_search(group, id); });
    });
}

}  // namespace

Result<http::Response> list_duplicates(Services& services, http::Request& request) {
    auto limit = limit_of(request);
    if (!limit) return forward(limit);
    auto before = image_cursor_of(request);
    if (!before) return forward(before);
    const Viewer& viewer = viewer_of(request);
    if (auto editor = require_uploader(viewer); !editor) return forward(editor);
    auto pending = services.duplicates.uncompared_count(viewer);
    if (!pending) return forward(pending);
    // What is not pending any more is in the groups.
    if (auto synced = services.index.sync(); !synced) return forward(synced);
    const auto groups = groups_for(services, viewer);
    json::array items;
    std::string next_cursor;
    ImageId last;
    // A group's place in the list is its newest Image, so that one that grows moves to the front.
    for (auto group = groups.rbegin(); group != groups.rend(); ++group) {
        if (*before && group->back() >= **before) continue;
        if (items.size() == *limit) {
            next_cursor = to_string(last);
            break;
        }
        auto item = group_json(services, request, *group);
        if (!item) return forward(item);
        last = group->back();
        if (!item->is_null()) items.push_back(std::move(*item));
    }
    json::object body = page_json(std::move(items), next_cursor);
    body["groups"] = groups.size();
    body["pending"] = *pending;
    return json_response(200, body);
}

Result<http::Response> merge_duplicates(Services& services, http::Request& request) {
    auto body = Body::parse(request, {"keep", "remove"});
    if (!body) return forward(body);
    const auto* named = body->object().if_contains("keep");
    auto keep = named == nullptr ? Result<ImageId>(body_invalid("'keep' is missing")) : image_id_in(*named);
    if (!keep) return forward(keep);
    auto others = image_ids_of(*body, "remove", 1);
    if (!others) return forward(others);
    if (std::ranges::find(*others, *keep) != others->end())
        return body_invalid("what is kept is not among what is removed");
    const Viewer& viewer = viewer_of(request);
    std::vector<ImageId> all = *others;
    all.push_back(*keep);
    if (auto editable = require_editable(services, all, viewer); !editable) return forward(editable);
    if (!are_one_group(services, all, viewer)) {
        return fail(ErrorKind::conflict, "not_duplicates",
                    "Only Images of one group of duplicates are merged; this list may be out of date.");
    }
    if (auto merged = services.duplicates.merge(*keep, *others, viewer); !merged) return forward(merged);
    if (auto synced = services.index.sync(); !synced) return forward(synced);
    auto image = services.images.find(*keep, viewer);
    if (!image) return forward(image);
    auto card_viewer = card_viewer_of(services, request, {&*keep, 1});
    if (!card_viewer) return forward(card_viewer);
    return json_response(200, to_json(*image, *card_viewer));
}

Result<http::Response> dismiss_duplicates(Services& services, http::Request& request) {
    using Say = store::DuplicateRepository::Say;
    auto body = Body::parse(request, {"image_ids", "dismissed"});
    if (!body) return forward(body);
    auto images = image_ids_of(*body, "image_ids", 2);
    if (!images) return forward(images);
    auto dismissed = body->optional_flag("dismissed");
    if (!dismissed) return forward(dismissed);
    const Say what = dismissed->value_or(true) ? Say::not_the_same : Say::nothing;
    if (auto said = services.duplicates.say(*images, what, viewer_of(request)); !said) return forward(said);
    if (auto synced = services.index.sync(); !synced) return forward(synced);
    return http::Response{204, {}, {}};
}

}  // namespace palette::api
