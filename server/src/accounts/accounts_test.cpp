#include "accounts/accounts.hpp"

#include <gtest/gtest.h>

#include "store/testing.hpp"

namespace palette::accounts {
namespace {

using namespace std::chrono_literals;

class AccountsTest : public ::testing::Test {
  protected:
    SignedIn register_ada() {
        return accounts_->register_person({"Ada", "correct horse battery", std::nullopt}, {}).value();
    }
    // Somebody who signs in through a provider only.
    PersonId add_grace() {
        return accounts_->people()
            .add({.name = "Grace",
                  .display_name = "Grace",
                  .email = std::nullopt,
                  .email_verified = false,
                  .password_hash = std::nullopt,
                  .role = Role::member,
                  .created_at = time_},
                 store::AccountRepository::Adding::by_provider)
            .value()
            .person;
    }
    bool is_signed_in(const std::string& token) {
        return accounts_->caller_of_cookie(token).value().viewer.person.has_value();
    }
    // The cookie after a request with `token`.
    std::string use(const std::string& token) {
        return accounts_->caller_of_cookie(token).value().new_token.value_or(token);
    }
    std::optional<SessionId> session_of(const std::string& token) {
        return accounts_->caller_of_cookie(token).value().session;
    }
    static std::string code(const auto& result) { return result ? "" : result.error().code; }

    store::testing::TestLibrary library_;
    Timestamp time_ = now();
    std::unique_ptr<Accounts> accounts_ =
        Accounts::open(library_.database(),
                       {.password_cost = secrets::kLowPasswordCost, .clock = [this] { return time_; }})
            .value();
};

TEST_F(AccountsTest, GiveASessionANewTokenOnceADay) {
    const std::string first = register_ada().token;
    time_ += kTokenRotatedEvery;
    EXPECT_EQ(use(first), first);
    time_ += 1ms;
    const std::string second = use(first);
    EXPECT_NE(second, first);
    EXPECT_EQ(session_of(second), session_of(first)) << "it is the same session";
    EXPECT_EQ(use(second), second);
    time_ += kTokenRotatedEvery + 1ms;
    const std::string third = use(second);
    EXPECT_NE(third, second);
    EXPECT_FALSE(is_signed_in(first));
}

TEST_F(AccountsTest, TakeTheTokenBeforeForAMinuteButGiveNothingForIt) {
    const std::string first = register_ada().token;
    time_ += kTokenRotatedEvery + 1ms;
    const std::string second = use(first);
    time_ += kPreviousTokenGoodFor;
    EXPECT_TRUE(is_signed_in(first));
    EXPECT_EQ(use(first), first) << "who has the old token is not given the next one";
    time_ += 1ms;
    EXPECT_FALSE(is_signed_in(first));
    EXPECT_TRUE(is_signed_in(second));
}

TEST_F(AccountsTest, EndASessionThatIsNotUsed) {
    const std::string token = register_ada().token;
    time_ += kSessionIdleMax;
    const std::string next = use(token);
    EXPECT_TRUE(is_signed_in(next));
    time_ += kSessionIdleMax + 1ms;
    EXPECT_FALSE(is_signed_in(next));
}

TEST_F(AccountsTest, EndASessionAtItsAgeHoweverMuchItIsUsed) {
    std::string token = register_ada().token;
    const Timestamp end = time_ + kSessionAgeMax;
    for (; time_ < end; time_ += 24h + 1min) token = use(token);
    time_ = end;
    EXPECT_TRUE(is_signed_in(token));
    time_ += 1ms;
    EXPECT_FALSE(is_signed_in(token));
}

TEST_F(AccountsTest, AskWhoHasAPasswordForIt) {
    const auto ada = register_ada();
    const PersonId person = ada.account.person;
    const auto session = session_of(ada.token);
    EXPECT_EQ(code(accounts_->confirm(person, session, std::nullopt)), "login_failed");
    EXPECT_EQ(code(accounts_->confirm(person, session, "something else")), "login_failed");
    EXPECT_EQ(code(accounts_->confirm(person, std::nullopt, "correct horse battery")), "");
}

TEST_F(AccountsTest, AskWhoHasNoPasswordToSignInAgain) {
    const PersonId grace = add_grace();
    const auto before = accounts_->sign_in(grace, {}).value();
    const auto session = session_of(before.token);
    EXPECT_EQ(code(accounts_->confirm(grace, session, std::nullopt)), "");
    time_ += kSignInIsFreshFor + 1ms;
    EXPECT_EQ(code(accounts_->confirm(grace, session, std::nullopt)), "sign_in_again");
    EXPECT_EQ(code(accounts_->confirm(grace, std::nullopt, std::nullopt)), "sign_in_again")
        << "a token is no sign-in";
    const auto again = accounts_->sign_in(grace, {}).value();
    EXPECT_EQ(code(accounts_->confirm(grace, session_of(again.token), std::nullopt)), "");
    EXPECT_EQ(code(accounts_->confirm(grace, session, std::nullopt)), "sign_in_again")
        << "the old one stays old";
}

TEST_F(AccountsTest, TakeAnApiTokenUntilItExpires) {
    const PersonId ada = register_ada().account.person;
    const std::string token = accounts_->add_api_token(ada, "script", std::chrono::days{1}).value().token;
    time_ += 24h - 1ms;
    EXPECT_TRUE(accounts_->caller_of_api_token(token));
    time_ += 1ms;
    EXPECT_EQ(code(accounts_->caller_of_api_token(token)), "token_invalid");
}

}  // namespace
}  // namespace palette::accounts
