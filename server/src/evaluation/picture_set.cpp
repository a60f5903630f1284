#include "evaluation/picture_set.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <optional>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace palette::evaluation {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::uint64_t kNameBytesMax = 64 * 1024;

using Block = std::array<char, kBlock>;

std::unexpected<Error> damaged(const std::filesystem::path& archive) {
    return fail(ErrorKind::invalid, "archive_damaged", "This is no tar archive, or it is damaged.",
                archive.string());
}

// A folder of its own in the system's place for such, removed at the end.
class Workplace {
  public:
    static Result<Workplace> make() {
        std::string name = (std::filesystem::temp_directory_path() / "palette-XXXXXX").string();
        if (!::mkdtemp(name.data())) {
            return fail(ErrorKind::io, "file_io", "There is no place for temporary files.", name);
        }
        return Workplace(name);
    }
    Workplace(Workplace&& other) noexcept : folder_(std::exchange(other.folder_, {})) {}
    ~Workplace() {
        std::error_code ignored;
        if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
    }
    [[nodiscard]] std::filesystem::path file() const { return folder_ / "picture"; }

  private:
    explicit Workplace(std::filesystem::path folder) : folder_(std::move(folder)) {}
    std::filesystem::path folder_;
};

std::string text_of(const Block& block, std::size_t from, std::size_t size) {
    const std::string_view field(block.data() + from, size);
    return std::string(field.substr(0, std::min(field.find('\0'), size)));
}

// Octal digits, or GNU's 64-bit form for what is larger.
std::optional<std::uint64_t> size_of(const Block& block) {
    constexpr std::size_t kFrom = 124;
    constexpr std::size_t kDigits = 12;
    if (static_cast<unsigned char>(block[kFrom]) == 0x80) {
        std::uint64_t value = 0;
        for (std::size_t i = 4; i < kDigits; ++i)
            value = value << 8U | static_cast<unsigned char>(block[kFrom + i]);
        return value;
    }
    const std::string text = text_of(block, kFrom, kDigits);
    const char* first = text.data() + std::min(text.find_first_not_of(' '), text.size());
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(first, text.data() + text.size(), value, 8);
    if (error != std::errc{} && first != text.data() + text.size()) return std::nullopt;
    return value;
}

// The sum over the header with its own field as blanks: what tells a header from anything else.
bool is_header(const Block& block) {
    constexpr std::size_t kFrom = 148;
    constexpr std::size_t kDigits = 8;
    const std::string text = text_of(block, kFrom, kDigits);
    const char* first = text.data() + std::min(text.find_first_not_of(' '), text.size());
    unsigned stated = 0;
    if (std::from_chars(first, text.data() + text.size(), stated, 8).ec != std::errc{}) return false;
    unsigned sum = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
        sum += i >= kFrom && i < kFrom + kDigits ? ' ' : static_cast<unsigned char>(block[i]);
    }
    return sum == stated;
}

// "LENGTH path=NAME\n" among a pax header's records.
std::string pax_path(std::string_view records) {
    while (!records.empty()) {
        std::size_t length = 0;
        const auto [end, error] = std::from_chars(records.data(), records.data() + records.size(), length);
        const auto digits = static_cast<std::size_t>(end - records.data());
        if (error != std::errc{} || length <= digits + 1 || length > records.size()) return {};
        const std::string_view record = records.substr(digits + 1, length - digits - 2);
        if (record.starts_with("path=")) return std::string(record.substr(5));
        records.remove_prefix(length);
    }
    return {};
}

bool copy(std::ifstream& from, std::uint64_t bytes, std::ostream& to) {
    std::array<char, 64 * 1024> buffer;
    while (bytes > 0) {
        const auto part = static_cast<std::streamsize>(std::min<std::uint64_t>(bytes, buffer.size()));
        if (!from.read(buffer.data(), part) || !to.write(buffer.data(), part)) return false;
        bytes -= static_cast<std::uint64_t>(part);
    }
    return true;
}

Result<void> visit_archive(const std::filesystem::path& archive, const PictureSet::Visit& visit) {
    auto workplace = Workplace::make();
    if (!workplace) return forward(workplace);
    std::ifstream in(archive, std::ios::binary);
    std::string long_name;
    Block block{};
    while (in.read(block.data(), kBlock)) {
        if (std::ranges::all_of(block, [](char byte) { return byte == 0; })) break;  // the end
        const auto size = size_of(block);
        if (!is_header(block) || !size) return damaged(archive);
        const auto padding = static_cast<std::streamoff>((kBlock - *size % kBlock) % kBlock);
        const char type = block[156];
        if (type == 'L' || type == 'x') {
            if (*size > kNameBytesMax) return damaged(archive);
            std::string text(*size, '\0');
            if (!in.read(text.data(), static_cast<std::streamsize>(*size))) return damaged(archive);
            long_name = type == 'x' ? pax_path(text) : text.substr(0, text.find('\0'));
            in.seekg(padding, std::ios::cur);
            continue;
        }
        const std::string prefix = text_of(block, 345, 155);
        std::string name = !long_name.empty() ? std::exchange(long_name, {})
                           : prefix.empty()   ? text_of(block, 0, 100)
                                              : prefix + "/" + text_of(block, 0, 100);
        if (name.starts_with("./")) name.erase(0, 2);
        if (type != '0' && type != '\0') {
            in.seekg(static_cast<std::streamoff>(*size) + padding, std::ios::cur);
            continue;
        }
        if (*size > kArchivedBytesMax) return damaged(archive);
        {
            std::ofstream out(workplace->file(), std::ios::binary | std::ios::trunc);
            if (!copy(in, *size, out)) {
                return in ? fail(ErrorKind::io, "file_io", "A file of the archive could not be unpacked.",
                                 name)
                          : damaged(archive);
            }
        }
        in.seekg(padding, std::ios::cur);
        if (auto visited = visit(name, workplace->file()); !visited) return visited;
    }
    return {};
}

Result<void> visit_folder(const std::filesystem::path& folder, const PictureSet::Visit& visit) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (auto entry = std::filesystem::recursive_directory_iterator(folder, error);
         !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
        if (entry->is_regular_file(error)) files.push_back(entry->path());
    }
    if (error) return fail(ErrorKind::io, "file_io", "This folder cannot be read.", error.message());
    std::ranges::sort(files);
    for (const auto& file : files) {
        if (auto visited = visit(file.lexically_relative(folder).string(), file); !visited) return visited;
    }
    return {};
}

}  // namespace

Result<PictureSet> PictureSet::open(std::filesystem::path folder_or_tar) {
    std::error_code error;
    if (!std::filesystem::exists(folder_or_tar, error)) {
        return fail(ErrorKind::not_found, "pictures_not_found",
                    "There is no such folder or archive of pictures.", folder_or_tar.string());
    }
    return PictureSet(std::move(folder_or_tar));
}

Result<void> PictureSet::for_each(const Visit& visit) const {
    std::error_code error;
    return std::filesystem::is_directory(path_, error) ? visit_folder(path_, visit)
                                                       : visit_archive(path_, visit);
}

}  // namespace palette::evaluation
