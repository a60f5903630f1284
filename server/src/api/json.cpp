#include "api/json.hpp"

#include <unordered_map>

#include <fmt/core.h>

#include "api/image_cards.hpp"
#include "base/encoding.hpp"

namespace palette::api {
namespace {

namespace json = boost::json;

json::value text_or_null(std::string_view text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object to_json(const Tag& tag) {
    return {{"name", tag.name},
            {"source", to_string(tag.source)},
            {"confidence", tag.confidence ? json::value(*tag.confidence) : json::value(nullptr)}};
}

json::value owner_json(const Image& image) {
    if (!image.ownership.owner) return nullptr;
    return json::object{{"id", to_string(*image.ownership.owner)}, {"name", image.owner_name}};
}

json::array signals_json(const std::vector<search::SignalScore>& signals) {
    json::array array;
    for (const auto& signal : signals) {
        array.push_back({{"kind", search::to_string(signal.kind)},
                         {"what", signal.what},
                         {"value", signal.value},
                         {"z", signal.z},
                         {"weight", signal.weight},
                         {"contribution", signal.contribution},
                         {"match", search::to_string(signal.match)}});
    }
    return array;
}

ImageCard card_of(const Image& image) {
    ImageCard card{image.id,
                   image.words.title,
                   image.words.artist,
                   image.original.width,
                   image.original.height,
                   image.thumbhash,
                   image.swatches.empty() ? "" : to_hex_color(to_rgb(image.swatches.front().color)),
                   {},
                   image.ownership.owner};
    for (const auto& tag : image.tags) card.tag_names.push_back(tag.name);
    return card;
}

}  // namespace

json::object to_json(const ImageCard& card, const CardViewer& viewer) {
    json::object object{{"id", to_string(card.id)},
                        {"title", card.title},
                        {"artist", card.artist},
                        {"alt", alternative_text(card)},
                        {"width", card.width},
                        {"height", card.height},
                        {"thumbhash", text_or_null(to_base64(card.thumbhash))},
                        {"color", text_or_null(card.color)}};
    if (const auto& person = viewer.viewer.person) {
        object["mine"] = person == card.owner;
        object["liked"] = viewer.liked.contains(card.id);
    }
    return object;
}

void add_copies(json::object& card, std::size_t copies) {
    if (copies > 0) card["copies"] = copies;
}

json::object to_json(const Swatch& swatch) {
    return {{"color", to_hex_color(to_rgb(swatch.color))},
            {"share", swatch.share},
            {"l", swatch.color.l},
            {"a", swatch.color.a},
            {"b", swatch.color.b}};
}

json::object to_json(const Image& image, const CardViewer& viewer) {
    json::object object = to_json(card_of(image), viewer);
    const Words& words = image.words;
    object["description"] = words.description;
    object["media_type"] = image.original.media_type;
    object["bytes"] = image.original.bytes;
    object["file_name"] = image.file_name;
    object["created_at"] = to_rfc3339(image.created_at);
    object["credit"] = words.credit;
    object["source_url"] = words.source_url;
    object["licence"] = words.licence;
    object["state"] = to_string(image.state);
    object["failure"] = text_or_null(image.failure);
    object["owner"] = owner_json(image);
    object["visibility"] = to_string(image.ownership.visibility);
    object["can_edit"] = may_edit(viewer.viewer, image.ownership);
    json::array tags;
    for (const auto& tag : image.tags) tags.push_back(to_json(tag));
    object["tags"] = std::move(tags);
    json::array swatches;
    for (const auto& swatch : image.swatches) swatches.push_back(to_json(swatch));
    object["swatches"] = std::move(swatches);
    return object;
}

json::object to_json(const store::LibraryCounts& counts, const packs::ModelStatus& models) {
    return {{"images", counts.images}, {"ready", counts.ready},    {"pending", counts.pending},
            {"failed", counts.failed}, {"pack", models.embedding}, {"model_change", to_json(models.change)}};
}

json::value to_json(const std::optional<packs::ModelStatus::Change>& change) {
    if (!change) return nullptr;
    return json::object{{"to", change->to}, {"done", change->done}, {"total", change->total}};
}

std::string line_of(const std::optional<packs::ModelStatus::Change>& change) {
    if (!change) return {};
    return fmt::format("{} of {} Images seen by {}\n", change->done, change->total, change->to);
}

json::object page_json(json::array items, std::string_view next_cursor) {
    return {{"items", std::move(items)}, {"next_cursor", text_or_null(next_cursor)}};
}

json::object to_json(const search::Explanation& explanation) {
    return {{"score", explanation.hit.score},
            {"match", search::to_string(explanation.hit.match)},
            {"passes_filters", explanation.passes_filters},
            {"signals", signals_json(explanation.signals)}};
}

json::object search_page_json(const search::SearchPage& page,
                              const std::vector<search::Explanation>& explanations, const ImageCards& cards,
                              double took_ms) {
    json::array items;
    for (std::size_t i = 0; i < page.hits.size(); ++i) {
        const auto& hit = page.hits[i];
        const auto* card = cards.find(hit.id);
        if (card == nullptr) continue;  // deleted a moment ago
        json::object item = cards.json_of(*card);
        item["score"] = hit.score;
        item["match"] = search::to_string(hit.match);
        add_copies(item, hit.copies);
        if (i < explanations.size()) item["signals"] = signals_json(explanations[i].signals);
        items.push_back(std::move(item));
    }
    json::object body = page_json(std::move(items), page.next_cursor);
    body["counts"] = {
        {"strong", page.counts.strong}, {"related", page.counts.related}, {"weak", page.counts.weak}};
    body["answered"] = page.is_answered();
    json::array corrections;
    for (const auto& correction : page.corrections) {
        corrections.push_back({{"asked", correction.asked}, {"searched", correction.searched}});
    }
    body["corrections"] = std::move(corrections);
    body["took_ms"] = took_ms;
    return body;
}

json::value number_or_null(std::optional<std::uint64_t> number) {
    return number ? json::value(*number) : json::value(nullptr);
}

http::Response json_response(int status, const json::object& body) {
    http::Response response = http::make_response(status, "application/json", json::serialize(body));
    response.headers.set("Cache-Control", "no-store");
    return response;
}

}  // namespace palette::api
