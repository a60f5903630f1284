#pragma once

// How good an Image is as an answer to several wishes at once. A value per Image, any thread.
//
// Each wish has its own scale (signals.hpp), and an Image that is good on all of them is as good as its
// worst. But those scales are calibrated for a wish alone: among Images that are blue enough, one that is a
// little less of a sea than a search for seas alone would want is still the best answer. So an Image that
// stands further out of the library in the mix than any would by chance is a step better than its worst wish,
// unless it is far from what one of them means (docs/decisions/0024).

#include <cstdint>

#include "search/query.hpp"

namespace palette::search {

class MixedMatch {
  public:
    // What one wish says of the Image: `level` as Opinion's, `z` in deviations.
    void add(float level, float z, float weight);
    // `images`: how many the mix was looked for in.
    [[nodiscard]] Match of(std::uint64_t images) const;

  private:
    int wishes_ = 0;
    float worst_level_ = 0;
    float worst_z_ = 0;
    float squares_ = 0;  // of weights
    float weighted_z_ = 0;
};

}  // namespace palette::search
