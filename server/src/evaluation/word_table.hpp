#pragma once

// What people say about files: lines of FILE TAB WORDS, a file as often as there is something to say about
// it. A value.

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"

namespace palette::evaluation {

class WordTable {
  public:
    // Fails with `table_invalid`; the message names the line.
    [[nodiscard]] static Result<WordTable> parse(std::string_view tsv);
    // Also with `table_not_found`.
    [[nodiscard]] static Result<WordTable> open(const std::filesystem::path& file);

    // Of the file with this path or, when there is none, with this last part of its path; in their order.
    [[nodiscard]] const std::vector<std::string>& of(const std::string& name) const;
    [[nodiscard]] std::size_t files() const { return words_.size(); }

  private:
    std::unordered_map<std::string, std::vector<std::string>> words_;
};

}  // namespace palette::evaluation
