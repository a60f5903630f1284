#include "vectors/fine_rows.hpp"

#include <algorithm>
#include <utility>

namespace palette::vectors {

FineRows::FineRows(std::size_t row_words)
    : row_words_(row_words), memory_(make_aligned<std::uint64_t>(kChunkPlaces * row_words)) {}

FineRows::FineRows(std::size_t row_words, std::shared_ptr<const ReadableFile> file, std::uint64_t offset)
    : row_words_(row_words), file_(std::move(file)), offset_(offset) {
    in_file_.set();
}

const std::uint64_t* FineRows::row(std::size_t place, std::uint64_t* room) const {
    if (!in_file_[place]) return memory_.get() + place * row_words_;
    const std::uint64_t at = offset_ + place * row_words_ * sizeof(std::uint64_t);
    return file_->read(at, std::as_writable_bytes(std::span(room, row_words_))) ? room : nullptr;
}

void FineRows::prefetch_row(std::size_t place) const {
    if (!in_file_[place]) prefetch(memory_.get() + place * row_words_, row_words_);
}

std::uint64_t* FineRows::writable(std::size_t place) {
    if (!memory_) memory_ = make_aligned<std::uint64_t>(kChunkPlaces * row_words_);
    in_file_[place] = false;
    return memory_.get() + place * row_words_;
}

void FineRows::forget(std::size_t place) {
    if (!in_file_[place]) std::fill_n(memory_.get() + place * row_words_, row_words_, std::uint64_t{0});
}

std::optional<FineRows> FineRows::copy() const {
    FineRows copied(row_words_);
    if (in_file_.any() && !file_->read(offset_, std::as_writable_bytes(copied.all()))) return std::nullopt;
    for (std::size_t place = 0; place < kChunkPlaces; ++place) {
        if (in_file_[place]) continue;
        std::copy_n(memory_.get() + place * row_words_, row_words_,
                    copied.memory_.get() + place * row_words_);
    }
    return copied;
}

}  // namespace palette::vectors
