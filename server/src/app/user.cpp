#include <iostream>

#include <boost/json.hpp>
#include <fmt/core.h>

#include "accounts/accounts.hpp"
#include "app/commands.hpp"
#include "app/resources.hpp"
#include "files/data_directory.hpp"
#include "store/person_repository.hpp"

namespace palette::app {
namespace {

constexpr std::size_t kAccountsAtOnce = 1000;

// The part of a library that knows people: no model pack is loaded.
struct People {
    std::unique_ptr<store::Database> database;
    std::unique_ptr<accounts::Accounts> accounts;
};

Result<People> open_people(const CommonOptions& common) {
    auto directory = files::DataDirectory::open(common.data);
    if (!directory) return forward(directory);
    auto database = store::Database::open(directory->database());
    if (!database) return forward(database);
    auto accounts = accounts::Accounts::open(**database, {.password_cost = password_cost()});
    if (!accounts) return forward(accounts);
    return People{std::move(*database), std::move(*accounts)};
}

std::string read_password() {
    std::string password;
    std::getline(std::cin, password);
    if (password.ends_with('\r')) password.pop_back();
    return password;
}

Result<void> check_name(const People& people, const std::string& name) {
    // People of an import have names of every kind; they are not made here.
    if (is_person_name(name) || store::find_profile(*people.database, name, kMachine)) return {};
    return fail(ErrorKind::invalid, "name_invalid",
                fmt::format("A name is 1 to {} letters, digits, '.', '_' or '-'.", kPersonNameCharactersMax));
}

}  // namespace

int add_user(const CommonOptions& common, const UserOptions& options) {
    auto people = open_people(common);
    if (!people) return report_failure(people.error());
    if (auto checked = check_name(*people, options.name); !checked) return report_failure(checked.error());
    auto account = people->accounts->add_person({options.name, read_password(), std::nullopt},
                                                options.admin ? Role::owner : Role::member);
    if (!account) return report_failure(account.error());
    fmt::print("{} may sign in as {}.\n", account->name, to_string(account->role));
    return kExitOk;
}

int list_users(const CommonOptions& common, const UserOptions& options) {
    auto people = open_people(common);
    if (!people) return report_failure(people.error());
    boost::json::array users;
    std::string after;
    while (true) {
        auto accounts = people->accounts->people().list(after, kAccountsAtOnce);
        if (!accounts) return report_failure(accounts.error());
        for (const auto& account : *accounts) {
            if (!options.json) {
                fmt::print("{:<40} {:<7} {}\n", account.name, to_string(account.role),
                           account.disabled ? "disabled" : "");
            }
            users.push_back({{"id", to_string(account.person)},
                             {"name", account.name},
                             {"role", to_string(account.role)},
                             {"disabled", account.disabled}});
        }
        if (accounts->size() < kAccountsAtOnce) break;
        after = accounts->back().name;
    }
    if (options.json) {
        fmt::print("{}\n", boost::json::serialize(boost::json::object{{"users", std::move(users)}}));
    } else if (users.empty()) {
        fmt::print("Nobody has an account yet.\n");
    }
    return kExitOk;
}

int set_user_password(const CommonOptions& common, const UserOptions& options) {
    auto people = open_people(common);
    if (!people) return report_failure(people.error());
    auto account = people->accounts->people().find(options.name);
    if (!account) return report_failure(account.error());
    auto set = people->accounts->set_password(account->person, read_password());
    if (set) set = people->accounts->sessions().remove_others(account->person, std::nullopt);
    if (!set) return report_failure(set.error());
    fmt::print("{} has a new password.\n", account->name);
    return kExitOk;
}

int set_user_role(const CommonOptions& common, const UserOptions& options) {
    auto people = open_people(common);
    if (!people) return report_failure(people.error());
    auto account = people->accounts->people().find(options.name);
    if (!account) return report_failure(account.error());
    store::AccountRuling ruling;
    ruling.role = parse_role(options.role);
    auto ruled = people->accounts->people().rule(account->person, ruling);
    if (!ruled) return report_failure(ruled.error());
    fmt::print("{} is now {}.\n", account->name, options.role);
    return kExitOk;
}

}  // namespace palette::app
