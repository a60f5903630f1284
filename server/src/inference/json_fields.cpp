#include "inference/json_fields.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace palette::inference {

JsonFields::JsonFields(const boost::json::value* value, std::string name, Complaint& complaint)
    : object_(value ? value->if_object() : nullptr), name_(std::move(name)), complaint_(complaint) {
    if (value && !object_) complain("", "must be an object");
}

std::string JsonFields::full_name(std::string_view field) const {
    if (name_.empty()) return printable(field);
    return field.empty() ? name_ : name_ + "." + printable(field);
}

void JsonFields::complain(std::string_view field, std::string_view what) {
    if (complaint_) return;
    const std::string name = full_name(field);
    complaint_ = name.empty() ? fmt::format("the document {}", what) : fmt::format("\"{}\" {}", name, what);
}

bool JsonFields::has(std::string_view field) const {
    return object_ && object_->contains(field);
}

std::vector<std::string> JsonFields::names() const {
    std::vector<std::string> names;
    if (!object_) return names;
    for (const auto& member : *object_) names.emplace_back(member.key());
    return names;
}

const boost::json::value* JsonFields::find(std::string_view field) {
    read_.emplace(field);
    if (!object_) return nullptr;
    const auto* value = object_->if_contains(field);
    if (!value) complain(field, "is missing");
    return value;
}

std::string JsonFields::text(std::string_view field) {
    const auto* value = find(field);
    if (!value) return {};
    const auto* text = value->if_string();
    if (!text || text->empty()) {
        complain(field, "must be a text that is not empty");
        return {};
    }
    return {text->data(), text->size()};
}

double JsonFields::number(std::string_view field, double min, double max) {
    const auto* value = find(field);
    if (!value) return 0;
    boost::system::error_code error;
    const double number = value->to_number<double>(error);
    if (error || !(number >= min && number <= max)) {
        complain(field, fmt::format("must be a number from {} to {}", min, max));
        return 0;
    }
    return number;
}

std::int64_t JsonFields::integer(std::string_view field, std::int64_t min, std::int64_t max) {
    const auto* value = find(field);
    if (!value) return 0;
    boost::system::error_code error;
    const auto number = value->to_number<std::int64_t>(error);
    if (error || value->is_double() || number < min || number > max) {
        complain(field, min == max ? fmt::format("must be {}", min)
                                   : fmt::format("must be a whole number from {} to {}", min, max));
        return 0;
    }
    return number;
}

bool JsonFields::boolean(std::string_view field) {
    const auto* value = find(field);
    if (!value) return false;
    if (!value->is_bool()) {
        complain(field, "must be true or false");
        return false;
    }
    return value->get_bool();
}

std::vector<double> JsonFields::numbers(std::string_view field, std::size_t count, double min, double max) {
    std::vector<double> numbers(count);
    const auto* value = find(field);
    if (!value) return numbers;
    const auto* array = value->if_array();
    bool good = array && array->size() == count;
    for (std::size_t i = 0; good && i < count; ++i) {
        boost::system::error_code error;
        numbers[i] = (*array)[i].to_number<double>(error);
        good = !error && numbers[i] >= min && numbers[i] <= max;
    }
    if (!good) complain(field, fmt::format("must be a list of {} numbers from {} to {}", count, min, max));
    return numbers;
}

std::size_t JsonFields::choice(std::string_view field, const std::vector<std::string_view>& choices) {
    const auto* value = find(field);
    if (!value) return 0;
    const auto* text = value->if_string();
    const auto found = text ? std::ranges::find(choices, std::string_view(*text)) : choices.end();
    if (found == choices.end()) {
        complain(field, fmt::format("must be one of \"{}\"", fmt::join(choices, "\", \"")));
        return 0;
    }
    return static_cast<std::size_t>(found - choices.begin());
}

JsonFields JsonFields::object(std::string_view field) {
    return {find(field), full_name(field), complaint_};
}

void JsonFields::refuse_others() {
    for (const auto& name : names()) {
        if (!read_.contains(name)) complain(name, "is not a field of this format");
    }
}

}  // namespace palette::inference
