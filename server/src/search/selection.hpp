#pragma once

// The Images that pass a query's filters, as ids and as the bits a scan wants. Made once for a filter and a
// state of the library: people page, sort and search on within the same filters. Values, any thread.

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "packs/space.hpp"
#include "search/catalogue.hpp"
#include "search/query.hpp"
#include "store/database.hpp"

namespace palette::search {

struct Selection {
    std::vector<std::int64_t> ids;  // ascending
    vectors::Filter filter;

    [[nodiscard]] bool contains(std::int64_t id) const;
};

// Asks the database for tags and the catalogue for the rest; the bits are those of the space's index. What
// the viewer may not see is not among it. Fails as the database does.
[[nodiscard]] Result<Selection> select(const Catalogue& catalogue, const packs::Space& space,
                                       store::Database& database, const Filters& filters,
                                       const Viewer& viewer);

}  // namespace palette::search
