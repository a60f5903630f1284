#include "inference/pack_description.hpp"

#include <algorithm>
#include <limits>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "inference/json_fields.hpp"
#include "inference/read_file.hpp"

namespace palette::inference {
namespace {

constexpr const char* kFileName = "pack.json";
constexpr std::size_t kHexDigits = 64;
constexpr std::string_view kQueryMark = "{}";
constexpr int kTokensMin = 3;  // [CLS], a piece, [SEP]
constexpr int kImageSizeMin = 16;

std::unexpected<Error> invalid(const std::string& complaint) {
    return fail(ErrorKind::invalid, "model_pack_invalid",
                "The model pack's pack.json cannot be used: " + complaint + ".");
}

// Names and versions appear in paths and in "name@version".
std::string plain_word(JsonFields& fields, std::string_view field) {
    constexpr std::size_t kBytesMax = 64;
    std::string word = fields.text(field);
    const bool plain = word.size() <= kBytesMax && std::ranges::all_of(word, [](unsigned char character) {
                           return (character >= 'a' && character <= 'z') ||
                                  (character >= '0' && character <= '9') || character == '-' ||
                                  character == '.' || character == '_';
                       });
    if (!plain) fields.complain(field, "must be at most 64 of a-z, 0-9, '-', '.' and '_'");
    return word;
}

std::string line(JsonFields& fields, std::string_view field) {
    constexpr std::size_t kBytesMax = 200;
    return to_clean_line(fields.text(field), kBytesMax);
}

bool stays_within_folder(const std::string& name) {
    const std::filesystem::path path(name);
    return path.is_relative() && !name.contains('\0') && !name.contains('\\') &&
           std::ranges::none_of(path,
                                [](const auto& part) { return part.empty() || part == "." || part == ".."; });
}

std::map<std::string, PackFile> read_files(JsonFields fields) {
    std::map<std::string, PackFile> files;
    for (const auto& name : fields.names()) {
        if (!stays_within_folder(name) || name == kFileName) {
            fields.complain(name, "must name a file within the pack's folder");
        }
        JsonFields entry = fields.object(name);
        PackFile& file = files[name];
        file.bytes =
            static_cast<std::uint64_t>(entry.integer("bytes", 1, std::numeric_limits<std::int64_t>::max()));
        file.sha256 = entry.text("sha256");
        const bool digest = file.sha256.size() == kHexDigits &&
                            file.sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
        if (!digest) entry.complain("sha256", "must be 64 hex digits in lower case");
        entry.refuse_others();
    }
    return files;
}

// The name of a file that is listed under "files".
std::string listed_file(JsonFields& fields, std::string_view field, const PackDescription& pack) {
    std::string name = fields.text(field);
    if (!pack.files.contains(name)) fields.complain(field, "names a file that is not listed under \"files\"");
    return name;
}

std::array<float, 3> channels(JsonFields& fields, std::string_view field, double min) {
    constexpr double kMax = 10;
    const auto values = fields.numbers(field, 3, min, kMax);
    return {static_cast<float>(values[0]), static_cast<float>(values[1]), static_cast<float>(values[2])};
}

// A tensor's name; the model's only one where none is given.
std::string tensor(JsonFields& fields, std::string_view field) {
    return fields.has(field) ? fields.text(field) : std::string();
}

ImageEncoder read_image(JsonFields fields, const PackDescription& pack) {
    constexpr double kStdMin = 1e-3;
    ImageEncoder image;
    image.file = listed_file(fields, "file", pack);
    image.input = tensor(fields, "input");
    image.output = tensor(fields, "output");
    image.size = static_cast<int>(fields.integer("size", kImageSizeMin, kImageSizeMax));
    image.resize = static_cast<ResizeRule>(fields.choice("resize", {"crop", "squash"}));
    image.interpolation = static_cast<Interpolation>(fields.choice("interpolation", {"bilinear", "bicubic"}));
    image.mean = channels(fields, "mean", -10);
    image.std = channels(fields, "std", kStdMin);
    image.batch_max = static_cast<int>(fields.integer("batch_max", 1, kBatchMax));
    fields.refuse_others();
    return image;
}

TextEncoder read_text(JsonFields fields, const PackDescription& pack) {
    TextEncoder text;
    text.file = listed_file(fields, "file", pack);
    text.ids = tensor(fields, "ids");
    if (fields.has("mask")) text.mask = fields.text("mask");
    text.output = tensor(fields, "output");
    JsonFields tokenizer = fields.object("tokenizer");
    text.tokenizer = static_cast<TokenizerKind>(tokenizer.choice("kind", {"wordpiece", "clip", "gemma"}));
    text.vocabulary = listed_file(tokenizer, "file", pack);
    text.lowercase = tokenizer.boolean("lowercase");
    text.tokens_max = static_cast<int>(tokenizer.integer("tokens_max", kTokensMin, kTokensMax));
    text.pads = text.tokenizer != TokenizerKind::wordpiece;
    // CLIP's texts need what stands behind their end only where the model is of fixed length.
    if (text.tokenizer == TokenizerKind::clip && tokenizer.has("pads")) text.pads = tokenizer.boolean("pads");
    tokenizer.refuse_others();
    text.prompt = fields.text("prompt");
    if (!text.prompt.contains(kQueryMark)) {
        fields.complain("prompt", "must contain \"{}\", which stands for the query");
    }
    fields.refuse_others();
    return text;
}

// Pictures come to it as "image" of its own says, else as to the pack's image encoder.
Tagger read_tagger(JsonFields fields, const PackDescription& pack) {
    Tagger tagger;
    if (fields.has("image")) {
        tagger.image = read_image(fields.object("image"), pack);
    } else if (pack.embeds()) {
        tagger.image = pack.image;
        tagger.image.file = listed_file(fields, "file", pack);
        tagger.image.output = fields.text("output");
    } else {
        fields.complain("image", "is missing: this pack has no image encoder to share pictures with");
    }
    tagger.labels = listed_file(fields, "labels", pack);
    tagger.tags_max = static_cast<int>(fields.integer("tags_max", 1, kTagsMax));
    fields.refuse_others();
    return tagger;
}

Calibration read_calibration(JsonFields fields) {
    Calibration calibration;
    calibration.strong_cosine = static_cast<float>(fields.number("strong_cosine", -1, 1));
    calibration.related_cosine = static_cast<float>(fields.number("related_cosine", -1, 1));
    if (calibration.related_cosine > calibration.strong_cosine) {
        fields.complain("related_cosine", "must not be above \"strong_cosine\"");
    }
    fields.refuse_others();
    return calibration;
}

}  // namespace

std::string PackDescription::identity() const {
    return name + "@" + version;
}

std::uint64_t PackDescription::bytes() const {
    std::uint64_t sum = 0;
    for (const auto& [file, facts] : files) sum += facts.bytes;
    return sum;
}

Result<PackDescription> parse_description(std::string_view json) {
    boost::system::error_code error;
    const boost::json::value document = boost::json::parse(json, error);
    if (error) return invalid("it is not JSON (" + error.message() + ")");
    Complaint complaint;
    JsonFields fields(&document, "", complaint);
    // Another format may have other fields: whatever else is wrong comes from that.
    (void)fields.integer("format", kPackFormat, kPackFormat);
    PackDescription pack;
    pack.name = plain_word(fields, "name");
    pack.version = plain_word(fields, "version");
    pack.title = line(fields, "title");
    pack.licence = line(fields, "licence");
    pack.files = read_files(fields.object("files"));
    const bool only_tags = fields.has("tagger") && !fields.has("dimension") && !fields.has("image") &&
                           !fields.has("text") && !fields.has("calibration");
    if (!only_tags) {
        pack.dimension = static_cast<int>(fields.integer("dimension", 1, kDimensionMax));
        pack.image = read_image(fields.object("image"), pack);
        pack.text = read_text(fields.object("text"), pack);
        pack.calibration = read_calibration(fields.object("calibration"));
    }
    if (fields.has("tagger")) pack.tagger = read_tagger(fields.object("tagger"), pack);
    fields.refuse_others();
    if (complaint) return invalid(*complaint);
    return pack;
}

Result<PackDescription> read_description(const std::filesystem::path& folder) {
    const auto json = read_file(folder / kFileName, kPackJsonBytesMax);
    if (!json) {
        return fail(ErrorKind::not_found, "model_pack_not_found", "There is no model pack in this folder.",
                    (folder / kFileName).string());
    }
    return parse_description(*json);
}

}  // namespace palette::inference
