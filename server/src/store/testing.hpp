#pragma once

// What tests of the store start from: an empty library's database and ready-made Images.

#include "base/testing/temporary_folder.hpp"
#include "store/embedding_repository.hpp"
#include "store/image_repository.hpp"

namespace palette::store::testing {

class TestLibrary {
  public:
    Database& database() { return *database_; }
    ImageRepository& images() { return images_; }
    EmbeddingRepository& embeddings() { return embeddings_; }

    // An Image that was just accepted; `name` makes its bytes unique.
    ImageId accept(const std::string& name, Words words = {}, int width = 400, int height = 300) {
        NewImage image;
        image.id = ImageId{new_id_value()};
        image.original = {sha256_of(name), "image/png", "png", 100, width, height, 1};
        image.file_name = name;
        image.words = std::move(words);
        image.created_at = now();
        return images_.add(image, [] { return Result<void>{}; }).value().id;
    }
    // One that can be shown.
    ImageId show(const std::string& name, Words words = {}, std::vector<Swatch> swatches = {},
                 int width = 400, int height = 300) {
        const ImageId id = accept(name, std::move(words), width, height);
        images_.set_derived(id, {{1, 2, 3}, 7, std::move(swatches)}).value();
        return id;
    }

    static std::string sha256_of(const std::string& name) {
        std::string text = name;
        for (char& character : text)
            character = "0123456789abcdef"[static_cast<unsigned char>(character) % 16];
        text.resize(64, '0');
        return text;
    }

  private:
    palette::testing::TemporaryFolder folder_;
    std::unique_ptr<Database> database_ = Database::open(folder_.path() / "palette.db").value();
    ImageRepository images_{*database_};
    EmbeddingRepository embeddings_{*database_};
};

}  // namespace palette::store::testing
