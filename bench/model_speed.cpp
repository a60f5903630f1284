// How fast a model pack runs, and what it says, without a picture or a library: for machines that have little
// but a GPU. Links the inference module alone.
//
//   model_speed PACK [--device auto|cpu] [--batch N] [--threads N] [--pictures N] [--rounds N] [--out FILE]
//
// Pictures are by the formula of training/export/model_goldens.py, so that others can look at the same ones.
// --out: embeddings as float32, picture by picture. Prints one line of JSON.

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "base/clock.hpp"
#include "inference/model_pack.hpp"

namespace {

using palette::Stopwatch;
using palette::inference::DeviceWish;
using palette::inference::ModelPack;
using Pixels = std::vector<std::uint8_t>;

constexpr int kTexts = 50;

Pixels picture(int number, int size) {
    Pixels rgb;
    rgb.reserve(static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3);
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            for (int c = 0; c < 3; ++c) {
                const int value = x * (number + 2) + y * (3 * number + 1) + c * 40 + x * y / (97 + number);
                rgb.push_back(static_cast<std::uint8_t>(value % 256));
            }
        }
    }
    return rgb;
}

int fail(const std::string& why) {
    std::cerr << "model_speed: " << why << '\n';
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2 || argc % 2 != 0) return fail("PACK and pairs of --option value are wanted");
    std::map<std::string, std::string> options = {{"--device", "auto"}, {"--batch", "0"},  {"--threads", "0"},
                                                  {"--pictures", "64"}, {"--rounds", "3"}, {"--out", ""}};
    for (int i = 2; i < argc; i += 2) {
        if (!options.contains(argv[i])) return fail(std::string("there is no ") + argv[i]);
        options[argv[i]] = argv[i + 1];
    }
    const auto number = [&](const char* name) { return std::stoi(options[name]); };
    const Stopwatch opening;
    const auto opened = ModelPack::open(
        argv[1], {.threads = number("--threads"),
                  .batch = number("--batch"),
                  .device = options["--device"] == "cpu" ? DeviceWish::processor : DeviceWish::automatic});
    if (!opened) return fail(describe(opened.error()));
    const ModelPack& pack = **opened;
    const double open_ms = opening.elapsed_ms();
    if (const auto probed = pack.probe(); !probed) return fail(describe(probed.error()));

    std::vector<Pixels> pictures;
    for (int i = 0; i < number("--pictures"); ++i)
        pictures.push_back(picture(i, pack.description().image.size));
    double best_ms = 0;
    std::vector<std::vector<float>> embeddings;
    for (int round = -1; round < number("--rounds"); ++round) {  // the first warms up
        const Stopwatch stopwatch;
        auto understood = pack.understand(pictures);
        if (!understood) return fail(describe(understood.error()));
        const double ms = stopwatch.elapsed_ms();
        if (round >= 0) best_ms = round == 0 ? ms : std::min(best_ms, ms);
        embeddings.clear();
        for (auto& one : *understood) embeddings.push_back(std::move(one.embedding));
    }
    std::vector<double> text_ms;
    for (int i = 0; i < kTexts; ++i) {
        const Stopwatch stopwatch;
        const auto text = pack.embed_text("a woman reading book " + std::to_string(i));
        if (!text) return fail(describe(text.error()));
        text_ms.push_back(stopwatch.elapsed_ms());
        embeddings.push_back(*text);
    }
    std::ranges::sort(text_ms);
    if (!options["--out"].empty()) {
        std::ofstream out(options["--out"], std::ios::binary);
        for (const auto& row : embeddings) {
            out.write(reinterpret_cast<const char*>(row.data()),
                      static_cast<std::streamsize>(row.size() * sizeof(float)));
        }
    }
    std::cout << boost::json::serialize(boost::json::object{
                     {"pack", pack.description().identity()},
                     {"device", pack.device().sentence},
                     {"pictures", pictures.size()},
                     {"pictures_at_once", pack.pictures_at_once()},
                     {"images_per_s", static_cast<double>(pictures.size()) / best_ms * 1000},
                     {"text_ms", text_ms[kTexts / 2]},
                     {"open_ms", open_ms}})
              << '\n';
    return 0;
}
