#pragma once

// Slows down who tries again and again: each key has a bucket of attempts that fills up again with time.
//
// Memory is bounded: the buckets are a fixed table, and a key's bucket is chosen by a hash with a secret of
// this process, so nobody can choose keys that meet. Keys that do meet share their attempts. In memory only:
// a restart forgives. Safe to call from any thread.

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace palette::accounts {

class AttemptLimiter {
  public:
    using Clock = std::chrono::steady_clock;

    struct Allowance {
        int attempts_max = 10;               // at once
        std::chrono::seconds one_every{30};  // comes back
    };

    explicit AttemptLimiter(Allowance allowance);

    // Takes one attempt of this key. Fails with `too_many_attempts` and the time until there is one again.
    Result<void> take(std::string_view key, Clock::time_point time = Clock::now());
    // Gives it back: it was none to count.
    void give_back(std::string_view key);

  private:
    // The bucket is full at `full_at` and empty `attempts_max * one_every` before.
    struct Bucket {
        Clock::time_point full_at{};
    };
    static constexpr std::size_t kBuckets = 1U << 16U;

    [[nodiscard]] Bucket& bucket_of(std::string_view key);

    const Allowance allowance_;
    const std::string secret_;
    std::mutex mutex_;
    std::vector<Bucket> buckets_;
};

}  // namespace palette::accounts
