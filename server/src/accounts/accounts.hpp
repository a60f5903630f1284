#pragma once

// Who is who: making accounts, signing in and out, and which Viewer a cookie or an API token stands for.
//
// A session lives in a cookie whose token changes once a day; the one before stays good for a minute, for
// requests that were under way. Passwords are Argon2id; a login takes the same work and gives the same answer
// whether the name, the password or both are wrong. Whoever calls what hashes a password does so on the pool
// made for it: it takes a tenth of a second and 64 MiB.
//
// Safe to call from any thread that may block. Owned by app/.

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "accounts/attempt_limiter.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/account.hpp"
#include "secrets/password.hpp"
#include "store/account_repository.hpp"
#include "store/session_repository.hpp"
#include "store/token_repository.hpp"

namespace palette::accounts {

inline constexpr std::chrono::hours kSessionIdleMax{24 * 30};
inline constexpr std::chrono::hours kSessionAgeMax{24 * 180};
inline constexpr std::chrono::hours kTokenRotatedEvery{24};
inline constexpr std::chrono::seconds kPreviousTokenGoodFor{60};
inline constexpr std::chrono::seconds kLastUseNotedEvery{60};
inline constexpr std::chrono::minutes kSignInIsFreshFor{10};
inline constexpr AttemptLimiter::Allowance kLoginsPerName{.attempts_max = 10,
                                                          .one_every = std::chrono::seconds{30}};
inline constexpr AttemptLimiter::Allowance kLoginsPerAddress{.attempts_max = 50,
                                                             .one_every = std::chrono::seconds{10}};
inline constexpr AttemptLimiter::Allowance kNewAccountsPerAddress{.attempts_max = 50,
                                                                  .one_every = std::chrono::seconds{60}};

struct Settings {
    secrets::PasswordCost password_cost = secrets::kPasswordCost;
    std::function<Timestamp()> clock = now;
};

// Where a request comes from.
struct Client {
    std::string address;
    std::string user_agent;
};

// Who asks, as a request's cookie or token says.
struct Caller {
    Viewer viewer = kGuest;
    std::optional<SessionId> session;      // when it was a cookie
    std::optional<std::string> new_token;  // the cookie's next value
};

struct SignedIn {
    Account account;
    std::string token;  // the cookie's value
};

struct NewPerson {
    std::string name;
    std::string password;
    std::optional<std::string> email;
};

class Accounts {
  public:
    static Result<std::unique_ptr<Accounts>> open(store::Database& database, Settings settings);

    // A password must be kPasswordCharactersMin to kPasswordCharactersMax long; `password_too_short`,
    // `password_too_long`.
    static Result<void> check_password(std::string_view password);

    // Fails with `name_invalid`, `email_invalid`, as check_password() and AccountRepository::add() do, and
    // with `too_many_attempts`.
    Result<SignedIn> register_person(const NewPerson& person, const Client& client);
    // Fails with `login_failed` and `too_many_attempts`.
    Result<SignedIn> log_in(std::string_view name, std::string_view password, const Client& client);
    // For who has proved elsewhere who they are. Fails with `sign_in_failed` for a disabled account.
    Result<SignedIn> sign_in(PersonId person, const Client& client);
    Result<void> log_out(PersonId person, SessionId session);
    // Ends all other sessions. Fails with `login_failed` for a wrong current password, and as
    // check_password() does.
    Result<void> change_password(PersonId person, std::optional<SessionId> session, std::string_view current,
                                 std::string_view password);
    // Whether it is really them, for what cannot be taken back: by their password; who has none, by having
    // signed in for this session within kSignInIsFreshFor. Fails with `login_failed`, `too_many_attempts` and
    // `sign_in_again`.
    Result<void> confirm(PersonId person, std::optional<SessionId> session,
                         const std::optional<std::string>& password);
    // For the command line: any role, also for a person whom an import has made.
    Result<Account> add_person(const NewPerson& person, Role role);
    Result<void> set_password(PersonId person, std::string_view password);

    // A cookie that is unknown, too old or of a disabled account is a guest's.
    Result<Caller> caller_of_cookie(std::string_view token);
    // Fails with `token_invalid`.
    Result<Caller> caller_of_api_token(std::string_view token);
    Result<Caller> guest();

    // Shown once: only its hash is kept. Fails with `too_many_tokens`.
    struct NewApiToken {
        store::ApiToken facts;
        std::string token;
    };
    Result<NewApiToken> add_api_token(PersonId person, std::string name,
                                      std::optional<std::chrono::days> expires_in);

    [[nodiscard]] store::AccountRepository& people() { return people_; }
    [[nodiscard]] store::SessionRepository& sessions() { return sessions_; }
    [[nodiscard]] store::TokenRepository& api_tokens() { return tokens_; }
    // Whether there is an account. Once true, it stays: the last owner cannot go.
    [[nodiscard]] Result<bool> is_claimed();

  private:
    Accounts(store::Database& database, Settings settings, std::string nobodys_hash);
    Result<std::string> hash(std::string_view password) const;
    Result<SignedIn> begin_session(Account account, const Client& client);
    Result<void> confirm_password(PersonId person, std::string_view password);
    Result<void> confirm_fresh(PersonId person, std::optional<SessionId> session) const;
    // The person, when the password is right; as much work when there is no such person.
    Result<PersonId> verify(const std::optional<store::AccountRepository::Credentials>& credentials,
                            std::string_view password);

    const Settings settings_;
    const std::string nobodys_hash_;
    store::AccountRepository people_;
    store::SessionRepository sessions_;
    store::TokenRepository tokens_;
    AttemptLimiter logins_by_name_{kLoginsPerName};
    AttemptLimiter logins_by_address_{kLoginsPerAddress};
    AttemptLimiter registrations_{kNewAccountsPerAddress};
    std::atomic<bool> claimed_{false};
};

}  // namespace palette::accounts
