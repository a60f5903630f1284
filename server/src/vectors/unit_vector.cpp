#include "vectors/unit_vector.hpp"

#include <cmath>

namespace palette::vectors {

Result<AlignedArray<float>> to_padded_unit(std::span<const float> embedding, std::size_t dimension) {
    const auto refuse = [](const char* why) {
        return fail(ErrorKind::invalid, "embedding_invalid", "This embedding cannot be used.", why);
    };
    if (embedding.size() != dimension) return refuse("its dimension is not the index's");
    double squares = 0;
    for (const float value : embedding) squares += double{value} * double{value};
    if (!std::isfinite(squares)) return refuse("it holds a value that is not finite");
    if (squares == 0) return refuse("all of it is zero");
    const double scale = 1 / std::sqrt(squares);
    auto unit = make_aligned<float>(padded_length(dimension));
    for (std::size_t i = 0; i < dimension; ++i) unit[i] = static_cast<float>(double{embedding[i]} * scale);
    return unit;
}

}  // namespace palette::vectors
