#include "imaging/svg_text.hpp"

#include <algorithm>
#include <array>
#include <libxml/xmlreader.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace palette::imaging {
namespace {

// NOENT is absent on purpose: entities stay unexpanded. So is HUGE: libxml2's own limits on depth and
// amplification hold.
constexpr int kXmlOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA;

// Deeper than any metadata block.
constexpr std::size_t kDepthMax = 64;
// Of one element's text; the rest is passed over.
constexpr std::size_t kTextBytesMax = 65'536;

using Reader = std::unique_ptr<xmlTextReader, decltype(&xmlFreeTextReader)>;

Reader open_reader(std::string_view xml) {
    return {xmlReaderForMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr, kXmlOptions),
            &xmlFreeTextReader};
}

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : std::string_view(reinterpret_cast<const char*>(text));
}

std::string attribute(xmlTextReader* reader, std::string_view local_name) {
    std::string value;
    while (xmlTextReaderMoveToNextAttribute(reader) == 1) {
        if (view(xmlTextReaderConstLocalName(reader)) != local_name) continue;
        value = view(xmlTextReaderConstValue(reader));
    }
    xmlTextReaderMoveToElement(reader);
    return value;
}

bool is_url(std::string_view text) {
    return text.starts_with("http://") || text.starts_with("https://");
}

// Where words stand, as the local names of the innermost elements. Prefixes differ from program to program,
// and files without namespaces are common, so namespaces are not asked for.
class WordCollector {
  public:
    void enter(std::string_view name, std::string resource) {
        path_.push_back({std::string(name), {}, std::move(resource)});
    }
    void text(std::string_view more) {
        if (path_.empty()) return;
        std::string& text = path_.back().text;
        text += more.substr(0, kTextBytesMax - std::min(kTextBytesMax, text.size()));
    }
    void leave() {
        if (path_.empty()) return;
        const Element left = std::move(path_.back());
        path_.pop_back();
        take(left);
    }
    [[nodiscard]] std::size_t depth() const { return path_.size(); }

    [[nodiscard]] Words finish() && {
        if (words_.title.empty()) words_.title = std::move(plain_title_);
        if (words_.description.empty()) words_.description = std::move(plain_description_);
        return std::move(words_);
    }

  private:
    struct Element {
        std::string name;
        std::string text;
        std::string resource;
    };

    // Is the open element's chain of parents this one, innermost first?
    template <class... Names>
    [[nodiscard]] bool within(Names... names) const {
        const std::array<std::string_view, sizeof...(Names)> wanted = {names...};
        return path_.size() >= wanted.size() &&
               std::equal(wanted.begin(), wanted.end(), path_.rbegin(),
                          [](std::string_view name, const Element& element) { return element.name == name; });
    }
    [[nodiscard]] bool in_work() const { return within("Work") || within("Description"); }
    [[nodiscard]] bool agent_of(std::string_view role) const {
        return within("Agent", role) || within("Agent", "li", "Seq", role) ||
               within("Agent", "li", "Bag", role);
    }

    static void set(std::string& field, std::string_view value) {
        if (field.empty() && value.find_first_not_of(" \t\r\n") != value.npos) field = value;
    }

    void take(const Element& left) {
        if (left.name == "title") {
            if (in_work()) set(words_.title, left.text);
            if (agent_of("creator")) set(words_.artist, left.text);
            if (agent_of("publisher")) set(words_.credit, left.text);
            if (path_.size() == 1) set(plain_title_, left.text);
        } else if (left.name == "desc") {
            if (path_.size() == 1) set(plain_description_, left.text);
        } else if (left.name == "description") {
            if (in_work()) set(words_.description, left.text);
        } else if (left.name == "creator") {
            if (in_work()) set(words_.artist, left.text);
        } else if (left.name == "li") {
            if (within("Bag", "subject") || within("Seq", "subject")) words_.tags.push_back(left.text);
        } else if (left.name == "license") {
            if (in_work()) set(words_.licence, left.resource);
        } else if (left.name == "source") {
            const std::string& source = left.resource.empty() ? left.text : left.resource;
            if (in_work() && is_url(source)) set(words_.source_url, source);
        }
    }

    std::vector<Element> path_;
    Words words_;
    std::string plain_title_;
    std::string plain_description_;
};

// Drawing is most of the file and has no words.
bool is_metadata(std::string_view name) {
    return name == "metadata" || name == "title" || name == "desc";
}

}  // namespace

bool begins_svg(std::string_view head) {
    // Most files that are no SVG end here, before an XML parser is started.
    constexpr std::string_view kMarks = "\xEF\xBB\xBF\xFF\xFE";
    const std::size_t first = head.find_first_not_of(std::string("\0 \t\r\n", 5).append(kMarks));
    if (first == head.npos || head[first] != '<') return false;
    const Reader reader = open_reader(head);
    while (reader && xmlTextReaderRead(reader.get()) == 1) {
        if (xmlTextReaderNodeType(reader.get()) != XML_READER_TYPE_ELEMENT) continue;
        return view(xmlTextReaderConstLocalName(reader.get())) == "svg";
    }
    return false;
}

Words parse_svg_words(std::string_view svg) {
    WordCollector collector;
    const Reader reader = open_reader(svg);
    int status = reader ? xmlTextReaderRead(reader.get()) : -1;
    while (status == 1) {
        const auto name = view(xmlTextReaderConstLocalName(reader.get()));
        switch (xmlTextReaderNodeType(reader.get())) {
            case XML_READER_TYPE_ELEMENT: {
                const bool empty = xmlTextReaderIsEmptyElement(reader.get()) == 1;
                if (collector.depth() >= kDepthMax || (collector.depth() == 1 && !is_metadata(name))) {
                    status = xmlTextReaderNext(reader.get());
                    continue;
                }
                collector.enter(name, attribute(reader.get(), "resource"));
                if (empty) collector.leave();
                break;
            }
            case XML_READER_TYPE_END_ELEMENT:
                collector.leave();
                break;
            case XML_READER_TYPE_TEXT:
            case XML_READER_TYPE_CDATA:
                collector.text(view(xmlTextReaderConstValue(reader.get())));
                break;
            default:
                break;
        }
        status = xmlTextReaderRead(reader.get());
    }
    return std::move(collector).finish();
}

}  // namespace palette::imaging
