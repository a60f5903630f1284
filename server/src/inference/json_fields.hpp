#pragma once

// Reads one JSON object field by field and remembers the first thing that is wrong, by its full name
// ("image.size"). One thread at a time.

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

namespace palette::inference {

// The first complaint of all readers over one document, as a sentence without its full stop.
using Complaint = std::optional<std::string>;

class JsonFields {
  public:
    // `value` may be null: the field that should have held the object is missing. All three outlive the
    // reader.
    JsonFields(const boost::json::value* value, std::string name, Complaint& complaint);

    // Each reads a field that must be there; a wrong one gives an empty value and a complaint.
    [[nodiscard]] std::string text(std::string_view field);
    [[nodiscard]] std::int64_t integer(std::string_view field, std::int64_t min, std::int64_t max);
    [[nodiscard]] double number(std::string_view field, double min, double max);
    [[nodiscard]] bool boolean(std::string_view field);
    [[nodiscard]] std::vector<double> numbers(std::string_view field, std::size_t count, double min,
                                              double max);
    // The index of the text among `choices`.
    [[nodiscard]] std::size_t choice(std::string_view field, const std::vector<std::string_view>& choices);
    [[nodiscard]] JsonFields object(std::string_view field);

    [[nodiscard]] bool has(std::string_view field) const;
    // Names of all fields, in the document's order.
    [[nodiscard]] std::vector<std::string> names() const;
    // Complains about fields that were not read.
    void refuse_others();

    void complain(std::string_view field, std::string_view what);

  private:
    const boost::json::value* find(std::string_view field);
    [[nodiscard]] std::string full_name(std::string_view field) const;

    const boost::json::object* object_;
    std::string name_;
    Complaint& complaint_;
    std::set<std::string, std::less<>> read_;
};

}  // namespace palette::inference
