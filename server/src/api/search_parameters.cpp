// Over 500 lines because a query is written in two forms, parameters and JSON, that must mean the same: both
// readers and the writer of the permalink stand side by side.

#include "api/search_parameters.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include <boost/json.hpp>
#include <fmt/core.h>

#include "api/parameters.hpp"
#include "base/text.hpp"
#include "store/person_repository.hpp"

namespace palette::api {
namespace {

namespace json = boost::json;

// What is about the answer, not about the query.
constexpr std::array kPaging = {"cursor", "limit", "explain", "fold"};
constexpr std::size_t kOwnerCharactersMax = 41;
constexpr std::size_t kShareKeyBytesMax = 64;
constexpr int kSideMax = 65'535;
constexpr double kMegapixelsMax = 1'000;

std::vector<std::string_view> values_of(const http::Parameters& parameters, std::string_view name) {
    std::vector<std::string_view> values;
    for (const auto& [key, value] : parameters) {
        if (key == name) values.push_back(trim(value));
    }
    return values;
}

std::optional<std::string_view> value_of(const http::Parameters& parameters, std::string_view name) {
    const auto values = values_of(parameters, name);
    return values.empty() ? std::nullopt : std::optional(values.front());
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

struct Weighted {
    std::string_view text;
    float weight = 1;
};

// Takes ^WEIGHT off the end. What follows the last '^' and is no number belongs to the text.
Result<Weighted> weighted(std::string_view name, std::string_view value) {
    const auto mark = value.rfind('^');
    if (mark == std::string_view::npos) return Weighted{value};
    const auto digits = value.substr(mark + 1);
    const bool plain = !digits.empty() && digits.find_first_not_of("0123456789.") == std::string_view::npos;
    const auto weight = plain ? number_of<float>(digits) : std::nullopt;
    if (!weight) return Weighted{value};
    if (*weight < kWeightMin || *weight > kWeightMax) {
        return parameter_invalid(name, fmt::format("a weight is {:g} to {:g}", kWeightMin, kWeightMax));
    }
    return Weighted{trim(value.substr(0, mark)), *weight};
}

Result<void> at_most(std::string_view name, std::size_t count, std::size_t count_max) {
    if (count <= count_max) return {};
    return parameter_invalid(name, fmt::format("at most {} of them", count_max));
}

enum class Empty : std::uint8_t { passed_over, refused };

Result<std::vector<search::TextPart>> texts_of(const http::Parameters& parameters, std::string_view name,
                                               std::size_t count_max, Empty empty) {
    std::vector<search::TextPart> parts;
    for (const auto value : values_of(parameters, name)) {
        if (value.empty() && empty == Empty::passed_over) continue;
        if (count_characters(value) > kQueryCharactersMax) {
            return parameter_invalid(name, fmt::format("at most {} characters", kQueryCharactersMax));
        }
        auto part = weighted(name, value);
        if (!part) return forward(part);
        if (part->text.empty()) return parameter_invalid(name, "at least one character");
        parts.push_back({std::string(part->text), part->weight});
    }
    if (auto few = at_most(name, parts.size(), count_max); !few) return forward(few);
    return parts;
}

Result<search::ExamplePart> example_of(std::string_view name, std::string_view value,
                                       const QueryContext& context) {
    auto part = weighted(name, value);
    if (!part) return forward(part);
    if (search::is_example_token(part->text)) {
        const auto& pack = context.space->pack().description();
        auto embedding =
            search::decode_example(pack.identity(), static_cast<std::size_t>(pack.dimension), part->text);
        if (!embedding) return forward(embedding);
        return search::ExamplePart{std::move(*embedding), part->weight, std::nullopt};
    }
    const auto at = part->text.find('@');
    const auto id = decode_id(part->text.substr(0, at));
    if (!id) return parameter_invalid(name, "an Image's id or a token of /api/v1/search/examples");
    if (at == std::string_view::npos) return search::ExamplePart{ImageId{*id}, part->weight, std::nullopt};
    const auto region = parse_region(part->text.substr(at + 1));
    if (!region)
        return parameter_invalid(name, "a part of a picture is x,y,w,h within 0 to 1, as in ID@0.25,0,0.5,1");
    return search::ExamplePart{ImageId{*id}, part->weight, region};
}

Result<std::vector<search::ExamplePart>> examples_of(const http::Parameters& parameters,
                                                     std::string_view name, const QueryContext& context) {
    std::vector<search::ExamplePart> parts;
    const auto values = values_of(parameters, name);
    if (auto few = at_most(name, values.size(), kExamplesMax); !few) return forward(few);
    for (const auto value : values) {
        auto part = example_of(name, value, context);
        if (!part) return forward(part);
        parts.push_back(std::move(*part));
    }
    return parts;
}

Result<std::vector<search::ColorPart>> colors_of(const http::Parameters& parameters, std::string_view name) {
    std::vector<search::ColorPart> parts;
    float shares = 0;
    for (const auto value : values_of(parameters, name)) {
        auto part = weighted(name, value);
        if (!part) return forward(part);
        const auto colon = part->text.find(':');
        const auto color = parse_hex_color(part->text.substr(0, colon));
        if (!color) return parameter_invalid(name, "six hex digits, as in 1e90ff");
        auto& made = parts.emplace_back(*color, std::nullopt, part->weight);
        if (colon == std::string_view::npos) continue;
        made.share = number_of<float>(part->text.substr(colon + 1));
        if (!made.share || !(*made.share >= 0.01F && *made.share <= 1)) {
            return parameter_invalid(name, "a share is 0.01 to 1, as in 1e90ff:0.4");
        }
        shares += *made.share;
    }
    if (auto few = at_most(name, parts.size(), kColorsMax); !few) return forward(few);
    for (auto& part : parts) {
        if (part.share && shares > 1) *part.share /= shares;  // a picture has no more area than all of it
    }
    return parts;
}

Result<std::vector<std::string>> tag_names_of(const http::Parameters& parameters, std::string_view name) {
    std::vector<std::string> tags;
    for (const auto value : values_of(parameters, name)) {
        if (value.empty()) return parameter_invalid(name, "at least one character");
        if (count_characters(value) > kTagCharactersMax) {
            return parameter_invalid(name, fmt::format("at most {} characters", kTagCharactersMax));
        }
        tags.emplace_back(value);
    }
    if (auto few = at_most(name, tags.size(), kTagsMax); !few) return forward(few);
    return tags;
}

template <class Number>
Result<Number> number_within(const http::Parameters& parameters, std::string_view name, Number least,
                             Number most, Number otherwise) {
    // As it came: a number with a space around it is none.
    const auto found = std::ranges::find(parameters, name, &http::Parameters::value_type::first);
    if (found == parameters.end()) return otherwise;
    const auto number = number_of<Number>(found->second);
    if (number && *number >= least && *number <= most) return *number;
    return parameter_invalid(name, fmt::format("a number from {} to {}", least, most));
}

// The beginning of a day in UTC.
Result<std::optional<Timestamp>> day_of(const http::Parameters& parameters, std::string_view name) {
    const auto text = value_of(parameters, name);
    if (!text) return std::nullopt;
    const auto invalid = [&] { return parameter_invalid(name, "a day, as in 2026-11-25"); };
    if (text->size() != 10 || (*text)[4] != '-' || (*text)[7] != '-') return invalid();
    const auto year = number_of<int>(text->substr(0, 4));
    const auto month = number_of<unsigned>(text->substr(5, 2));
    const auto day = number_of<unsigned>(text->substr(8, 2));
    if (!year || !month || !day || *year < 1970) return invalid();
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{*month},
                                           std::chrono::day{*day}};
    if (!date.ok()) return invalid();
    return std::optional<Timestamp>(std::chrono::sys_days{date});
}

Result<std::optional<PersonId>> owner_of(const http::Parameters& parameters, store::Database& database) {
    const auto text = value_of(parameters, "owner");
    if (!text) return std::nullopt;
    if (text->empty() || count_characters(*text) > kOwnerCharactersMax) {
        return parameter_invalid("owner", "@name or a person's id");
    }
    if (const auto id = decode_id(*text)) return std::optional(PersonId{*id});
    auto person = store::find_person(database, text->starts_with('@') ? text->substr(1) : *text);
    if (!person) return forward(person);
    if (!*person) return fail(ErrorKind::not_found, "person_not_found", "There is no such person.");
    return person;
}

// The Images of the Palette named, as far as the viewer may see them.
Result<std::optional<std::vector<std::int64_t>>> inside_of(const http::Parameters& parameters,
                                                           const QueryContext& context) {
    const auto key = value_of(parameters, "key").value_or("");
    if (key.size() > kShareKeyBytesMax) return parameter_invalid("key", "at most 64 characters");
    const auto text = value_of(parameters, "palette");
    if (!text) return std::nullopt;
    const auto id = decode_id(*text);
    if (!id) return parameter_invalid("palette", "a Palette's id");
    auto inside = context.inside(PaletteId{*id}, {context.viewer.person, std::string(key)});
    if (!inside) return forward(inside);
    return std::optional(std::move(*inside));
}

Result<search::Filters> filters_of(const http::Parameters& parameters, const QueryContext& context) {
    search::Filters filters;
    for (const auto& [name, tags] :
         {std::pair{"tag", &filters.all_tags}, std::pair{"any_tag", &filters.any_tags},
          std::pair{"no_tag", &filters.no_tags}}) {
        auto read = tag_names_of(parameters, name);
        if (!read) return forward(read);
        *tags = std::move(*read);
    }
    auto inside = inside_of(parameters, context);
    if (!inside) return forward(inside);
    filters.within = std::move(*inside);
    auto owner = owner_of(parameters, context.database);
    if (!owner) return forward(owner);
    filters.owner = *owner;
    filters.artist = std::string(value_of(parameters, "artist").value_or(""));
    if (count_characters(filters.artist) > kTitleCharactersMax) {
        return parameter_invalid("artist", fmt::format("at most {} characters", kTitleCharactersMax));
    }
    if (const auto text = value_of(parameters, "orientation"); text && !text->empty()) {
        filters.orientation = parse_orientation(*text);
        if (!filters.orientation) return parameter_invalid("orientation", "portrait, landscape or square");
    }
    auto width = number_within(parameters, "min_width", 1, kSideMax, 0);
    if (!width) return forward(width);
    filters.width_px_min = *width;
    auto height = number_within(parameters, "min_height", 1, kSideMax, 0);
    if (!height) return forward(height);
    filters.height_px_min = *height;
    auto megapixels = number_within(parameters, "min_megapixels", 0.0, kMegapixelsMax, 0.0);
    if (!megapixels) return forward(megapixels);
    filters.megapixels_min = *megapixels;
    auto from = day_of(parameters, "from");
    if (!from) return forward(from);
    filters.from = *from;
    auto until = day_of(parameters, "until");
    if (!until) return forward(until);
    filters.until = *until;
    if (value_of(parameters, "has_words")) {
        auto has_words = flag_of(parameters, "has_words");
        if (!has_words) return forward(has_words);
        filters.has_words = *has_words;
    }
    return filters;
}

std::unexpected<Error> body_invalid(std::string_view why) {
    return fail(ErrorKind::invalid, "body_invalid", "The body is not right: " + std::string(why) + ".");
}

// Turns the canvas into parameters, one method a part of it.
class CanvasReader {
  public:
    Result<http::Parameters> read(const std::string& body) {
        boost::system::error_code error;
        const auto value = json::parse(body, error);
        if (error || !value.is_object()) return body_invalid("a JSON object is expected");
        for (const auto& [name, field] : value.get_object()) {
            auto read = name == "minus" ? read_minus(field) : read_field(name, field);
            if (!read) return forward(read);
        }
        return std::move(parameters_);
    }

  private:
    Result<void> read_field(std::string_view name, const json::value& value) {
        if (name == "texts" || name == "like" || name == "colors") return read_parts(name, "", value);
        if (name == "filters") return read_filters(value);
        for (const auto known : {"sort", "seed", "typos", "explain", "fold", "cursor", "limit"}) {
            if (name == known) return add(name, name, value);
        }
        return unknown(name);
    }

    Result<void> read_minus(const json::value& value) {
        if (!value.is_object()) return body_invalid("'minus' is an object");
        for (const auto& [name, field] : value.get_object()) {
            if (name != "texts" && name != "like" && name != "colors") return unknown(name);
            if (auto read = read_parts(name, "minus_", field); !read) return read;
        }
        return {};
    }

    Result<void> read_parts(std::string_view name, std::string_view prefix, const json::value& value) {
        if (!value.is_array()) return body_invalid(fmt::format("'{}' is a list", name));
        const std::string parameter = name == "texts"    ? (prefix.empty() ? "q" : "minus")
                                      : name == "colors" ? std::string(prefix) + "color"
                                                         : std::string(prefix) + "like";
        for (const auto& part : value.get_array()) {
            if (!part.is_object()) return body_invalid(fmt::format("'{}' lists objects", name));
            auto text = name == "texts"    ? text_part(part.get_object())
                        : name == "colors" ? color_part(part.get_object())
                                           : example_part(part.get_object());
            if (!text) return forward(text);
            parameters_.emplace_back(parameter, std::move(*text));
        }
        return {};
    }

    Result<std::string> text_part(const json::object& part) {
        const auto* text = part.if_contains("text");
        if (text == nullptr || !text->is_string()) return body_invalid("a text has 'text'");
        if (auto only = only_has(part, {"text", "weight"}); !only) return forward(only);
        // The weight is always written: a text that ends like one stays what it is.
        return with_weight(std::string(text->get_string()), part, true);
    }

    Result<std::string> example_part(const json::object& part) {
        if (auto only = only_has(part, {"image", "token", "crop", "weight"}); !only) return forward(only);
        const auto* image = part.if_contains("image");
        const auto* token = part.if_contains("token");
        const auto* named = image != nullptr ? image : token;
        if (named == nullptr || !named->is_string() || (image != nullptr && token != nullptr)) {
            return body_invalid("a picture has 'image' or 'token'");
        }
        std::string text(named->get_string());
        if (const auto* crop = part.if_contains("crop")) {
            if (image == nullptr || !crop->is_array())
                return body_invalid("'crop' is [x, y, w, h] of an 'image'");
            char separator = '@';
            for (const auto& number : crop->get_array()) {
                if (!number.is_number()) return body_invalid("'crop' is four numbers");
                text += fmt::format("{}{:.5g}", separator, number.to_number<double>());
                separator = ',';
            }
        }
        return with_weight(std::move(text), part, false);
    }

    Result<std::string> color_part(const json::object& part) {
        if (auto only = only_has(part, {"color", "share", "weight"}); !only) return forward(only);
        const auto* color = part.if_contains("color");
        if (color == nullptr || !color->is_string()) return body_invalid("a colour has 'color'");
        std::string text(color->get_string());
        if (text.starts_with('#')) text.erase(0, 1);
        if (const auto* share = part.if_contains("share"); share != nullptr && !share->is_null()) {
            if (!share->is_number()) return body_invalid("'share' is a number");
            text += fmt::format(":{:.5g}", share->to_number<double>());
        }
        return with_weight(std::move(text), part, false);
    }

    Result<std::string> with_weight(std::string text, const json::object& part, bool always) {
        const auto* weight = part.if_contains("weight");
        if (weight == nullptr) {
            const bool looks_weighted = always && text.find('^') != std::string::npos;
            return looks_weighted ? text + "^1" : text;
        }
        if (!weight->is_number()) return body_invalid("'weight' is a number");
        return fmt::format("{}^{:.5g}", text, weight->to_number<double>());
    }

    Result<void> read_filters(const json::value& value) {
        if (!value.is_object()) return body_invalid("'filters' is an object");
        for (const auto& [name, field] : value.get_object()) {
            const auto known = std::ranges::find(kFilters, std::string_view(name),
                                                 [](const auto& pair) { return pair.first; });
            if (known == kFilters.end()) return unknown(name);
            if (!field.is_array()) {
                if (auto added = add(name, known->second, field); !added) return added;
                continue;
            }
            for (const auto& one : field.get_array()) {
                if (auto added = add(name, known->second, one); !added) return added;
            }
        }
        return {};
    }

    // A plain value; null is left out.
    Result<void> add(std::string_view name, std::string_view parameter, const json::value& value) {
        if (value.is_null()) return {};
        std::string text;
        if (value.is_string()) {
            text = value.get_string();
        } else if (value.is_bool()) {
            text = value.get_bool() ? "true" : "false";
        } else if (value.is_double()) {
            text = fmt::format("{:g}", value.get_double());
        } else if (value.is_number()) {
            text = json::serialize(value);
        } else {
            return body_invalid(fmt::format("'{}' is not what it should be", printable(name)));
        }
        parameters_.emplace_back(std::string(parameter), std::move(text));
        return {};
    }

    static Result<void> only_has(const json::object& part, std::initializer_list<std::string_view> names) {
        for (const auto& [name, field] : part) {
            if (std::ranges::find(names, std::string_view(name)) == names.end()) return unknown(name);
        }
        return {};
    }

    static std::unexpected<Error> unknown(std::string_view name) {
        return body_invalid(fmt::format("'{}' is not known here", printable(name)));
    }

    static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kFilters = {{
        {"all_tags", "tag"},
        {"any_tags", "any_tag"},
        {"no_tags", "no_tag"},
        {"palette", "palette"},
        {"owner", "owner"},
        {"artist", "artist"},
        {"orientation", "orientation"},
        {"min_width", "min_width"},
        {"min_height", "min_height"},
        {"min_megapixels", "min_megapixels"},
        {"from", "from"},
        {"until", "until"},
        {"has_words", "has_words"},
    }};

    http::Parameters parameters_;
};

// What may stand in a query string as it is (RFC 3986, and ':', '@', ',', '^' is not among it but is
// escaped).
std::string escaped(std::string_view text) {
    std::string escaped;
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                           (byte >= 'A' && byte <= 'Z') ||
                           std::string_view("-._~:@,").find(character) != std::string_view::npos;
        escaped += plain ? std::string(1, character) : fmt::format("%{:02X}", byte);
    }
    return escaped;
}

}  // namespace

Result<search::Query> query_of(const http::Parameters& parameters, const QueryContext& context) {
    search::Query query;
    query.viewer = context.viewer;
    auto texts = texts_of(parameters, "q", kTextsMax, Empty::passed_over);
    if (!texts) return forward(texts);
    query.texts = std::move(*texts);
    auto minus = texts_of(parameters, "minus", kNegativesMax, Empty::refused);
    if (!minus) return forward(minus);
    query.minus = std::move(*minus);
    for (const auto& [name, parts] :
         {std::pair{"like", &query.like}, std::pair{"minus_like", &query.minus_like}}) {
        auto read = examples_of(parameters, name, context);
        if (!read) return forward(read);
        *parts = std::move(*read);
    }
    for (const auto& [name, parts] :
         {std::pair{"color", &query.colors}, std::pair{"minus_color", &query.minus_colors}}) {
        auto read = colors_of(parameters, name);
        if (!read) return forward(read);
        *parts = std::move(*read);
    }
    auto filters = filters_of(parameters, context);
    if (!filters) return forward(filters);
    query.filters = std::move(*filters);
    const auto sort = value_of(parameters, "sort").value_or("relevance");
    if (sort != "relevance" && sort != "newest" && sort != "random") {
        return parameter_invalid("sort", "relevance, newest or random");
    }
    query.sort = sort == "newest"   ? search::Sort::newest
                 : sort == "random" ? search::Sort::random
                                    : search::Sort::relevance;
    auto seed = number_within<std::uint32_t>(parameters, "seed", 0, 4'294'967'295U, 0);
    if (!seed) return forward(seed);
    query.seed = *seed;
    const auto typos = value_of(parameters, "typos").value_or("forgive");
    if (typos != "forgive" && typos != "keep") return parameter_invalid("typos", "forgive or keep");
    query.spelling = typos == "keep" ? search::Spelling::as_typed : search::Spelling::forgiving;
    auto folds = flag_of(parameters, "fold");
    if (!folds) return forward(folds);
    query.copies = *folds ? search::Copies::folded : search::Copies::shown;
    return query;
}

Result<http::Parameters> parameters_of_canvas(const std::string& body) {
    return CanvasReader().read(body);
}

std::string permalink_of(const http::Parameters& parameters) {
    std::string link;
    for (const auto& [name, value] : parameters) {
        if (std::ranges::find(kPaging, std::string_view(name)) != kPaging.end()) continue;
        if (!link.empty()) link += '&';
        link += escaped(name) + '=' + escaped(value);
    }
    return link;
}

}  // namespace palette::api
