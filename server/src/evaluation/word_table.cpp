#include "evaluation/word_table.hpp"

#include <fstream>
#include <iterator>

#include <fmt/core.h>

#include "base/text.hpp"

namespace palette::evaluation {

Result<WordTable> WordTable::parse(std::string_view tsv) {
    WordTable table;
    std::size_t number = 0;
    for (std::string_view line : split(tsv, '\n')) {
        ++number;
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) continue;
        const auto tab = line.find('\t');
        const std::string_view words = tab == std::string_view::npos ? "" : trim(line.substr(tab + 1));
        if (tab == 0 || words.empty()) {
            return fail(ErrorKind::invalid, "table_invalid",
                        fmt::format("Line {} is not FILE, a tab and words.", number));
        }
        table.words_[std::string(line.substr(0, tab))].emplace_back(words);
    }
    return table;
}

Result<WordTable> WordTable::open(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        return fail(ErrorKind::not_found, "table_not_found", "There is no such table of words.",
                    file.string());
    }
    const std::string tsv{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    return parse(tsv);
}

const std::vector<std::string>& WordTable::of(const std::string& name) const {
    static const std::vector<std::string> nothing;
    auto found = words_.find(name);
    if (found == words_.end()) found = words_.find(std::filesystem::path(name).filename().string());
    return found == words_.end() ? nothing : found->second;
}

}  // namespace palette::evaluation
