#pragma once

// Embeddings as they lie in the database: float16, little endian. Pure.

#include <span>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

namespace palette::store {

// Binds an embedding; an empty one as an empty blob, not as NULL.
void bind_embedding(SQLite::Statement& statement, int at, std::span<const float> embedding);
void read_embedding(const SQLite::Column& column, std::vector<float>& embedding);

}  // namespace palette::store
