#include "inference/clip_tokenizer.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include <fmt/core.h>

#include "base/text.hpp"
#include "inference/read_file.hpp"
#include "inference/unicode.hpp"
#include "inference/web_text.hpp"
#include "inference/wordpiece_tokenizer.hpp"

namespace palette::inference {
namespace {

constexpr std::uint32_t kBytes = 256;
constexpr std::string_view kWordEnd = "</w>";
// A longer run of letters is cut: far more than any tokens_max can hold.
constexpr std::size_t kWordBytesMax = 16 << 10;

// The bytes in the order of their ids: first those that print by themselves in Latin-1.
std::array<std::uint8_t, kBytes> bytes_by_id() {
    std::array<std::uint8_t, kBytes> bytes{};
    std::size_t count = 0;
    const auto prints = [](unsigned byte) {
        return (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    };
    for (const bool printing : {true, false}) {
        for (unsigned byte = 0; byte < kBytes; ++byte) {
            if (prints(byte) == printing) bytes[count++] = static_cast<std::uint8_t>(byte);
        }
    }
    return bytes;
}

std::array<std::uint32_t, kBytes> ids_by_byte() {
    std::array<std::uint32_t, kBytes> ids{};
    const auto bytes = bytes_by_id();
    for (std::uint32_t id = 0; id < kBytes; ++id) ids[bytes[id]] = id;
    return ids;
}

// What stands for each byte in the table of merges, by id: itself, or a character from U+0100 on.
std::vector<std::string> stand_ins() {
    std::vector<std::string> texts;
    utf8proc_int32_t next = 0x100;
    for (const std::uint8_t byte : bytes_by_id()) {
        const bool prints = texts.size() < 94 + 12 + 82;
        append_character(texts.emplace_back(), prints ? byte : next++);
    }
    return texts;
}

// Calls visit(run) for each run of letters, each digit, and each run of what is neither; "'s" and its like
// are runs of their own.
template <class Visit>
void for_each_run(std::string_view text, Visit visit) {
    enum class Kind : std::uint8_t { none, letters, other };
    constexpr std::array<std::string_view, 7> kEndings = {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"};
    std::size_t begin = 0;
    Kind kind = Kind::none;
    const auto flush = [&](std::size_t end) {
        if (kind != Kind::none) visit(text.substr(begin, end - begin));
        kind = Kind::none;
        begin = end;
    };
    for (std::size_t at = 0; at < text.size();) {
        utf8proc_int32_t character = 0;
        const auto length = static_cast<std::size_t>(
            utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                             static_cast<utf8proc_ssize_t>(text.size() - at), &character));
        const auto* ending = std::ranges::find_if(
            kEndings, [&](std::string_view one) { return text.substr(at).starts_with(one); });
        if (ending != kEndings.end() && kind != Kind::other) {
            flush(at);
            visit(*ending);
            at += ending->size();
            begin = at;
            continue;
        }
        const Kind next = is_letter(character) ? Kind::letters : Kind::other;
        if (is_space(character) || is_number(character)) {
            flush(at);
            begin = at + length;
            if (is_number(character)) visit(text.substr(at, length));
        } else if (next != kind) {
            flush(at);
            kind = next;
        }
        at += length;
    }
    flush(text.size());
}

}  // namespace

Result<ClipTokenizer> ClipTokenizer::from_merges(std::string_view merges, Options options) {
    ClipTokenizer tokenizer;
    tokenizer.options_ = options;
    std::unordered_map<std::string, Id> ids;
    const auto bytes = stand_ins();
    for (Id id = 0; id < kBytes; ++id) {
        ids.emplace(bytes[id], id);
        ids.emplace(bytes[id] + std::string(kWordEnd), kBytes + id);
    }
    if (merges.ends_with('\n')) merges.remove_suffix(1);
    std::size_t number = 0;
    for (const std::string_view line : split(merges, '\n')) {
        if (++number == 1 || tokenizer.merges_.size() == kMergesMax) continue;
        const auto refuse = [&](const char* what) {
            return fail(ErrorKind::invalid, "model_pack_invalid",
                        fmt::format("Line {} of the tokenizer's merges {}.", number, what));
        };
        const auto symbols = split(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line, ' ');
        if (symbols.size() != 2) return refuse("is not two symbols");
        const auto left = ids.find(std::string(symbols[0]));
        const auto right = ids.find(std::string(symbols[1]));
        if (left == ids.end() || right == ids.end())
            return refuse("has a symbol that no line before it makes");
        const std::size_t rank = tokenizer.merges_.size();
        const Id id = static_cast<Id>(std::size_t{2} * kBytes + rank);
        if (!tokenizer.merges_.emplace(pair_of(left->second, right->second), Merge{rank, id}).second)
            return refuse("repeats a merge");
        ids[std::string(symbols[0]) + std::string(symbols[1])] = id;
    }
    return tokenizer;
}

Result<ClipTokenizer> ClipTokenizer::open(const std::filesystem::path& merges, Options options) {
    const auto text = read_file(merges, kVocabularyBytesMax);
    if (!text) {
        return fail(ErrorKind::invalid, "model_pack_damaged", "The tokenizer's merges cannot be read.",
                    merges.string());
    }
    return from_merges(*text, options);
}

std::vector<std::int64_t> ClipTokenizer::encode(std::string_view text) const {
    std::string plain = to_plain_text(text.substr(0, kTextBytesMax));
    plain = with_single_spaces(without_entities(without_entities(plain)));
    std::vector<std::int64_t> ids = {begin()};
    for_each_run(to_lower(plain), [&](std::string_view run) {
        if (ids.size() >= options_.tokens_max) return;
        for (const Id id : merged(run.substr(0, kWordBytesMax))) ids.push_back(id);
    });
    ids.resize(std::min(ids.size(), options_.tokens_max - 1));
    ids.push_back(end());
    if (options_.pads) ids.resize(options_.tokens_max, 0);
    return ids;
}

std::vector<ClipTokenizer::Id> ClipTokenizer::merged(std::string_view word) const {
    static const auto byte_ids = ids_by_byte();
    std::vector<Id> ids;
    ids.reserve(word.size());
    for (const char byte : word) ids.push_back(byte_ids[static_cast<unsigned char>(byte)]);
    if (!ids.empty()) ids.back() += kBytes;
    while (ids.size() > 1) {
        std::uint64_t best = 0;
        Merge merge{std::numeric_limits<std::size_t>::max(), 0};
        for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
            const auto found = merges_.find(pair_of(ids[i], ids[i + 1]));
            if (found == merges_.end() || found->second.rank >= merge.rank) continue;
            best = found->first;
            merge = found->second;
        }
        if (merge.rank == std::numeric_limits<std::size_t>::max()) break;
        std::size_t kept = 0;
        for (std::size_t i = 0; i < ids.size(); ++kept) {
            const bool is_pair = i + 1 < ids.size() && pair_of(ids[i], ids[i + 1]) == best;
            ids[kept] = is_pair ? merge.id : ids[i];
            i += is_pair ? 2 : 1;
        }
        ids.resize(kept);
    }
    return ids;
}

}  // namespace palette::inference
