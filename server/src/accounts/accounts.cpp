#include "accounts/accounts.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "secrets/token.hpp"

namespace palette::accounts {
namespace {

constexpr std::size_t kUserAgentBytesMax = 300;
constexpr std::string_view kApiTokenPrefix = "pal_";  // so that scanners of leaked secrets know it

std::unexpected<Error> login_failed() {
    return fail(ErrorKind::unknown, "login_failed", "Name and password do not belong together.");
}

// One household has a whole /64 of IPv6: its addresses count as one.
std::string network_of(const std::string& address) {
    if (address.find(':') == std::string::npos || address.starts_with("::")) return address;
    std::size_t end = 0;
    for (int group = 0; group < 4 && end != std::string::npos; ++group) end = address.find(':', end + 1);
    return address.substr(0, end);
}

Result<void> check(const NewPerson& person) {
    if (person.email && !is_email(*person.email)) {
        return fail(ErrorKind::invalid, "email_invalid", "This is no e-mail address.");
    }
    return Accounts::check_password(person.password);
}

}  // namespace

Accounts::Accounts(store::Database& database, Settings settings, std::string nobodys_hash)
    : settings_(std::move(settings)),
      nobodys_hash_(std::move(nobodys_hash)),
      people_(database),
      sessions_(database),
      tokens_(database) {}

Result<std::unique_ptr<Accounts>> Accounts::open(store::Database& database, Settings settings) {
    auto nobodys_hash = secrets::hash_password(secrets::new_token(), settings.password_cost);
    if (!nobodys_hash) return forward(nobodys_hash);
    return std::unique_ptr<Accounts>(new Accounts(database, std::move(settings), std::move(*nobodys_hash)));
}

Result<void> Accounts::check_password(std::string_view password) {
    const std::size_t characters = count_characters(password);
    if (characters < kPasswordCharactersMin) {
        return fail(ErrorKind::invalid, "password_too_short",
                    fmt::format("A password has at least {} characters.", kPasswordCharactersMin));
    }
    if (characters > kPasswordCharactersMax) {
        return fail(ErrorKind::invalid, "password_too_long",
                    fmt::format("A password has at most {} characters.", kPasswordCharactersMax));
    }
    return {};
}

Result<SignedIn> Accounts::register_person(const NewPerson& person, const Client& client) {
    if (!is_person_name(person.name)) {
        return fail(
            ErrorKind::invalid, "name_invalid",
            fmt::format("A name is 1 to {} letters, digits, '.', '_' or '-'.", kPersonNameCharactersMax));
    }
    if (auto checked = check(person); !checked) return forward(checked);
    if (auto taken = registrations_.take(network_of(client.address)); !taken) return forward(taken);
    auto password_hash = hash(person.password);
    if (!password_hash) return forward(password_hash);
    auto account = people_.add({.name = person.name,
                                .display_name = person.name,
                                .email = person.email,
                                .email_verified = false,
                                .password_hash = std::move(*password_hash),
                                .role = Role::member,
                                .created_at = settings_.clock()},
                               store::AccountRepository::Adding::by_themselves);
    if (!account) return forward(account);
    return begin_session(std::move(*account), client);
}

Result<Account> Accounts::add_person(const NewPerson& person, Role role) {
    if (auto checked = check(person); !checked) return forward(checked);
    auto password_hash = hash(person.password);
    if (!password_hash) return forward(password_hash);
    return people_.add({.name = person.name,
                        .display_name = person.name,
                        .email = person.email,
                        .email_verified = false,
                        .password_hash = std::move(*password_hash),
                        .role = role,
                        .created_at = settings_.clock()},
                       store::AccountRepository::Adding::by_the_machine);
}

Result<SignedIn> Accounts::log_in(std::string_view name, std::string_view password, const Client& client) {
    const std::string network = network_of(client.address);
    const std::string folded = fold_case(name);
    if (auto taken = logins_by_address_.take(network); !taken) return forward(taken);
    if (auto taken = logins_by_name_.take(folded); !taken) return forward(taken);
    auto credentials = people_.credentials_of(name);
    if (!credentials) return forward(credentials);
    auto person = verify(*credentials, password);
    if (!person) return forward(person);
    logins_by_address_.give_back(network);
    logins_by_name_.give_back(folded);
    auto account = people_.find(*person);
    if (!account) return forward(account);
    return begin_session(std::move(*account), client);
}

Result<SignedIn> Accounts::sign_in(PersonId person, const Client& client) {
    auto account = people_.find(person);
    if (!account) return forward(account);
    if (account->disabled) {
        return fail(ErrorKind::unknown, "sign_in_failed", "Signing in did not work. Please try again.",
                    "disabled");
    }
    return begin_session(std::move(*account), client);
}

Result<PersonId> Accounts::verify(const std::optional<store::AccountRepository::Credentials>& credentials,
                                  std::string_view password) {
    const bool usable = credentials && credentials->password_hash && !credentials->disabled;
    const std::string& known = usable ? *credentials->password_hash : nobodys_hash_;
    const bool right =
        password.size() <= kPasswordCharactersMax * 4 && secrets::is_password_of(known, password);
    if (!usable || !right) return login_failed();
    if (secrets::is_outdated(known, settings_.password_cost)) {
        // Not being able to now is no reason to refuse: the old hash stays good.
        auto renewed = hash(password);
        auto set = renewed ? people_.set_password(credentials->person, *renewed) : Result<void>{};
        if (!set) spdlog::warn("{}", describe(set.error()));
    }
    return credentials->person;
}

Result<void> Accounts::confirm(PersonId person, std::optional<SessionId> session,
                               const std::optional<std::string>& password) {
    auto account = people_.find(person);
    if (!account) return forward(account);
    if (account->has_password) return confirm_password(person, password.value_or(""));
    return confirm_fresh(person, session);
}

Result<void> Accounts::confirm_fresh(PersonId person, std::optional<SessionId> session) const {
    auto sessions = sessions_.list(person);
    if (!sessions) return forward(sessions);
    const auto current =
        std::ranges::find_if(*sessions, [&](const store::Session& one) { return one.id == session; });
    if (current != sessions->end() && current->created_at >= settings_.clock() - kSignInIsFreshFor) return {};
    return fail(ErrorKind::unknown, "sign_in_again",
                fmt::format("Please sign in again first; then there are {} minutes to do this.",
                            kSignInIsFreshFor.count()));
}

Result<void> Accounts::confirm_password(PersonId person, std::string_view password) {
    const std::string key = "person " + to_string(person);
    if (auto taken = logins_by_name_.take(key); !taken) return forward(taken);
    auto credentials = people_.credentials_of(person);
    if (!credentials) return forward(credentials);
    if (auto verified = verify(*credentials, password); !verified) return forward(verified);
    logins_by_name_.give_back(key);
    return {};
}

Result<void> Accounts::change_password(PersonId person, std::optional<SessionId> session,
                                       std::string_view current, std::string_view password) {
    if (auto checked = check_password(password); !checked) return checked;
    if (auto confirmed = confirm_password(person, current); !confirmed) return confirmed;
    if (auto set = set_password(person, password); !set) return set;
    return sessions_.remove_others(person, session);
}

Result<void> Accounts::set_password(PersonId person, std::string_view password) {
    if (auto checked = check_password(password); !checked) return checked;
    auto password_hash = hash(password);
    if (!password_hash) return forward(password_hash);
    return people_.set_password(person, *password_hash);
}

Result<void> Accounts::log_out(PersonId person, SessionId session) {
    auto removed = sessions_.remove(person, session);
    if (!removed && removed.error().kind == ErrorKind::not_found) return {};  // it ended by itself
    return removed;
}

Result<std::string> Accounts::hash(std::string_view password) const {
    return secrets::hash_password(password, settings_.password_cost);
}

Result<SignedIn> Accounts::begin_session(Account account, const Client& client) {
    const Timestamp time = settings_.clock();
    std::string token = secrets::new_token();
    auto added = sessions_.add({.id = SessionId{new_id_value()},
                                .person = account.person,
                                .token_hash = secrets::hash_of(token),
                                .created_at = time,
                                .user_agent = to_clean_line(client.user_agent, kUserAgentBytesMax),
                                .address = client.address},
                               time - kSessionIdleMax, time - kSessionAgeMax);
    if (!added) return forward(added);
    return SignedIn{std::move(account), std::move(token)};
}

Result<Caller> Accounts::caller_of_cookie(std::string_view token) {
    const auto token_hash = secrets::hash_of(token);
    auto found = sessions_.find(token_hash);
    if (!found) return forward(found);
    const Timestamp time = settings_.clock();
    if (!*found || (*found)->last_used_at < time - kSessionIdleMax ||
        (*found)->created_at < time - kSessionAgeMax ||
        ((*found)->is_previous && (*found)->rotated_at < time - kPreviousTokenGoodFor)) {
        return guest();
    }
    const auto& session = **found;
    Caller caller{{.person = session.person, .role = session.role}, session.id, std::nullopt};
    if (!session.is_previous && session.rotated_at < time - kTokenRotatedEvery) {
        std::string next = secrets::new_token();
        auto rotated = sessions_.rotate(session.id, token_hash, secrets::hash_of(next), time);
        if (rotated && *rotated) caller.new_token = std::move(next);
        // A disk that is full must not end a session: it goes on with the token it has.
        if (!rotated) spdlog::warn("{}", describe(rotated.error()));
    } else if (session.last_used_at < time - kLastUseNotedEvery) {
        if (auto touched = sessions_.touch(session.id, time); !touched)
            spdlog::warn("{}", describe(touched.error()));
    }
    return caller;
}

Result<Caller> Accounts::caller_of_api_token(std::string_view token) {
    const Timestamp time = settings_.clock();
    auto found = tokens_.find(secrets::hash_of(token), time);
    if (!found) return forward(found);
    if (!*found) return fail(ErrorKind::unknown, "token_invalid", "This token is not valid (any more).");
    if (!(*found)->last_used_at || *(*found)->last_used_at < time - kLastUseNotedEvery) {
        if (auto touched = tokens_.touch((*found)->id, time); !touched)
            spdlog::warn("{}", describe(touched.error()));
    }
    return Caller{{.person = (*found)->person, .role = (*found)->role}, std::nullopt, std::nullopt};
}

Result<Caller> Accounts::guest() {
    auto claimed = is_claimed();
    if (!claimed) return forward(claimed);
    return Caller{{.unclaimed = !*claimed}, std::nullopt, std::nullopt};
}

Result<Accounts::NewApiToken> Accounts::add_api_token(PersonId person, std::string name,
                                                      std::optional<std::chrono::days> expires_in) {
    const Timestamp time = settings_.clock();
    NewApiToken made{{.id = ApiTokenId{new_id_value()},
                      .name = std::move(name),
                      .created_at = time,
                      .last_used_at = std::nullopt,
                      .expires_at = std::nullopt},
                     std::string(kApiTokenPrefix) + secrets::new_token()};
    if (expires_in) made.facts.expires_at = time + *expires_in;
    if (auto added = tokens_.add(person, made.facts, secrets::hash_of(made.token)); !added)
        return forward(added);
    return made;
}

Result<bool> Accounts::is_claimed() {
    if (claimed_) return true;
    auto any = people_.any();
    if (any && *any) claimed_ = true;
    return any;
}

}  // namespace palette::accounts
