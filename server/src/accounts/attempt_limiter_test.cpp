#include "accounts/attempt_limiter.hpp"

#include <gtest/gtest.h>

namespace palette::accounts {
namespace {

using namespace std::chrono_literals;

class AttemptLimiterTest : public testing::Test {
  protected:
    AttemptLimiter limiter_{{.attempts_max = 3, .one_every = 10s}};
    const AttemptLimiter::Clock::time_point start_ = AttemptLimiter::Clock::now();
};

TEST_F(AttemptLimiterTest, LetsAFewThroughAndSaysHowLongToWait) {
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(limiter_.take("ada", start_));
    const auto refused = limiter_.take("ada", start_ + 4s);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "too_many_attempts");
    EXPECT_EQ(refused.error().retry_after, 6s);
    EXPECT_TRUE(limiter_.take("bob", start_)) << "others are not held up";
    EXPECT_TRUE(limiter_.take("ada", start_ + 10s));
    EXPECT_FALSE(limiter_.take("ada", start_ + 10s));
}

TEST_F(AttemptLimiterTest, DoesNotCountARefusalOnTop) {
    for (int i = 0; i < 100; ++i) (void)limiter_.take("ada", start_);
    EXPECT_TRUE(limiter_.take("ada", start_ + 10s));
}

TEST_F(AttemptLimiterTest, ForgetsWhatWasGivenBack) {
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(limiter_.take("ada", start_));
        limiter_.give_back("ada");
    }
}

TEST_F(AttemptLimiterTest, SavesUpNoMoreThanTheMost) {
    EXPECT_TRUE(limiter_.take("ada", start_));
    const auto much_later = start_ + 1h;
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(limiter_.take("ada", much_later));
    EXPECT_FALSE(limiter_.take("ada", much_later));
}

}  // namespace
}  // namespace palette::accounts
