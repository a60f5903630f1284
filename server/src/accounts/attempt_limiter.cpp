#include "accounts/attempt_limiter.hpp"

#include "secrets/token.hpp"

namespace palette::accounts {

AttemptLimiter::AttemptLimiter(Allowance allowance)
    : allowance_(allowance), secret_(secrets::new_token()), buckets_(kBuckets) {}

Result<void> AttemptLimiter::take(std::string_view key, Clock::time_point time) {
    const std::lock_guard lock(mutex_);
    Bucket& bucket = bucket_of(key);
    const auto full_at = std::max(bucket.full_at, time) + allowance_.one_every;
    const auto wait = full_at - time - allowance_.attempts_max * allowance_.one_every;
    if (wait > Clock::duration::zero()) {
        return std::unexpected(Error{ErrorKind::too_often,
                                     "too_many_attempts",
                                     "That was tried too often. Please wait a while.",
                                     {},
                                     std::chrono::ceil<std::chrono::seconds>(wait)});
    }
    bucket.full_at = full_at;
    return {};
}

void AttemptLimiter::give_back(std::string_view key) {
    const std::lock_guard lock(mutex_);
    bucket_of(key).full_at -= allowance_.one_every;
}

AttemptLimiter::Bucket& AttemptLimiter::bucket_of(std::string_view key) {
    const auto hash = secrets::hash_of(secret_ + std::string(key));
    const std::size_t place = hash[0] + (std::size_t{hash[1]} << 8U);
    return buckets_[place % buckets_.size()];
}

}  // namespace palette::accounts
