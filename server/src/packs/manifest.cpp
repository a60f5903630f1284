#include "packs/manifest.hpp"

#include <algorithm>
#include <array>

namespace palette::packs {
namespace {

// Names of tensors are left out where a model has one input and one output: exports of the same weights name
// them differently.
constexpr std::array kOpenClipFiles = {
    RemoteFile{"visual/model.onnx", Host::hugging_face,
               "immich-app/ViT-B-32__laion2b-s34b-b79k/resolve/main/visual/model.onnx", 351'000'000, false,
               ""},
    RemoteFile{"textual/model.onnx", Host::hugging_face,
               "immich-app/ViT-B-32__laion2b-s34b-b79k/resolve/main/textual/model.onnx", 254'000'000, false,
               ""},
    RemoteFile{"textual/merges.txt", Host::hugging_face,
               "immich-app/ViT-B-32__laion2b-s34b-b79k/resolve/main/textual/merges.txt", 525'000, false, ""},
};
constexpr std::string_view kOpenClip = R"json({
  "format": 1,
  "version": "1",
  "licence": "MIT",
  "dimension": 512,
  "image": {
    "file": "visual/model.onnx", "size": 224, "resize": "crop", "interpolation": "bicubic",
    "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711], "batch_max": 1
  },
  "text": {
    "file": "textual/model.onnx",
    "tokenizer": { "kind": "clip", "file": "textual/merges.txt", "lowercase": true, "tokens_max": 77 },
    "prompt": "{}"
  },
  "calibration": { "strong_cosine": 0.28, "related_cosine": 0.23 }
})json";

constexpr std::string_view kRamTags = "xinyu1205/recognize-anything/main/ram/data/ram_tag_list.txt";
constexpr std::string_view kRamThresholds =
    "xinyu1205/recognize-anything/main/ram/data/ram_tag_list_threshold.txt";
constexpr std::string_view kRamTagsSha256 =
    "5d96d2f7225527480ad773aaac76b6e5c08a18adf6eae9ca7d2ab923d5e7bd8b";
constexpr std::string_view kRamThresholdsSha256 =
    "b6f81d0de1bc7f9c251af512c413eae976c77dbfbadf700d4e3d90510f4c6447";
constexpr std::array kRamFiles = {
    RemoteFile{"ram_plus.onnx", Host::hugging_face, "CannotFindObject/RAM_ONNX/resolve/main/ram_plus.onnx",
               1'859'243'322, true, "4197a2cd"},
    RemoteFile{"ram_tag_list.txt", Host::github, kRamTags, 41'904, true, kRamTagsSha256},
    RemoteFile{"ram_tag_list_threshold.txt", Host::github, kRamThresholds, 22'016, true,
               kRamThresholdsSha256},
};
constexpr std::array kRamInt8Files = {
    RemoteFile{"ram_plus.onnx", Host::hugging_face,
               "anakhiu/ram-plus-onnx-int8/resolve/main/ram_plus_int8.onnx", 872'789'856, true, "44836da6"},
    RemoteFile{"ram_tag_list.txt", Host::github, kRamTags, 41'904, true, kRamTagsSha256},
    RemoteFile{"ram_tag_list_threshold.txt", Host::github, kRamThresholds, 22'016, true,
               kRamThresholdsSha256},
};
constexpr std::string_view kRam = R"json({
  "format": 1,
  "version": "1",
  "licence": "Apache-2.0",
  "tagger": {
    "image": {
      "file": "ram_plus.onnx", "size": 384, "resize": "squash", "interpolation": "bilinear",
      "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "batch_max": 1
    },
    "labels": "tags.tsv", "tags_max": 24
  }
})json";

constexpr std::array kSiglipFiles = {
    RemoteFile{"vision_model.onnx", Host::hugging_face,
               "onnx-community/siglip2-base-patch16-224-ONNX/resolve/main/onnx/vision_model.onnx",
               372'000'000, false, ""},
    RemoteFile{"text_model.onnx", Host::hugging_face,
               "onnx-community/siglip2-base-patch16-224-ONNX/resolve/main/onnx/text_model.onnx",
               1'130'000'000, false, ""},
    RemoteFile{"tokenizer.model", Host::hugging_face,
               "google/siglip2-base-patch16-224/resolve/main/tokenizer.model", 4'240'000, false, ""},
};
// Cosines from the model's own sigmoid, 112.67 cos - 16.77: a chance of one in four and of one in fifty.
constexpr std::string_view kSiglip = R"json({
  "format": 1,
  "version": "1",
  "licence": "Apache-2.0",
  "dimension": 768,
  "image": {
    "file": "vision_model.onnx", "input": "pixel_values", "output": "pooler_output",
    "size": 224, "resize": "squash", "interpolation": "bilinear",
    "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "batch_max": 1
  },
  "text": {
    "file": "text_model.onnx", "ids": "input_ids", "output": "pooler_output",
    "tokenizer": { "kind": "gemma", "file": "tokenizer.model", "lowercase": true, "tokens_max": 64 },
    "prompt": "{}"
  },
  "calibration": { "strong_cosine": 0.139, "related_cosine": 0.114 }
})json";

constexpr std::array kManifests = {
    Manifest{"openclip-vit-b-32-laion2b", "OpenCLIP ViT-B/32, trained on LAION-2B (s34b_b79k)",
             "LAION's weights as exported by Immich", kOpenClipFiles, "", "", kOpenClip},
    Manifest{"ram-plus-swin-l-384", "Recognize Anything Plus, Swin-L at 384 pixels",
             "the authors' weights as exported by CannotFindObject", kRamFiles, "ram_tag_list.txt",
             "ram_tag_list_threshold.txt", kRam},
    Manifest{"ram-plus-swin-l-384-int8", "Recognize Anything Plus, Swin-L at 384 pixels, 8-bit weights",
             "the authors' weights as exported by anakhiu", kRamInt8Files, "ram_tag_list.txt",
             "ram_tag_list_threshold.txt", kRam},
    Manifest{"siglip2-base", "SigLIP 2 base, patches of 16 at 224 pixels",
             "Google's weights as exported by the onnx-community", kSiglipFiles, "", "", kSiglip},
};

}  // namespace

std::span<const Manifest> manifests() {
    return kManifests;
}

const Manifest* find_manifest(std::string_view name) {
    const auto* found = std::ranges::find(kManifests, name, &Manifest::name);
    return found == kManifests.end() ? nullptr : found;
}

std::string_view address_of(Host host) {
    return host == Host::hugging_face ? "https://huggingface.co" : "https://raw.githubusercontent.com";
}

}  // namespace palette::packs
