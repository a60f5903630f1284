#include "app/configuration.hpp"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>

#include <fmt/core.h>
#include <toml++/toml.h>

namespace palette::app {
namespace {

std::unexpected<Error> invalid(const std::string& why) {
    return fail(ErrorKind::invalid, "configuration_invalid", "palette.toml: " + why);
}

Result<void> check_keys(const toml::table& table, std::string_view where,
                        std::initializer_list<std::string_view> known) {
    for (const auto& [key, value] : table) {
        if (std::ranges::find(known, key.str()) == known.end()) {
            return invalid(fmt::format("line {}: '{}' is not known in {}.", value.source().begin.line,
                                       key.str(), where));
        }
    }
    return {};
}

Result<std::string> text_of(const toml::table& table, std::string_view name, bool required) {
    const auto* node = table.get(name);
    if (node == nullptr && !required) return std::string();
    const auto text = node == nullptr ? std::nullopt : node->value_exact<std::string>();
    if (!text || text->empty()) {
        return invalid(fmt::format("line {}: '{}' has to be a text.", table.source().begin.line, name));
    }
    return *text;
}

bool is_url(std::string_view text) {
    return text.starts_with("https://") || text.starts_with("http://");
}

bool is_provider_id(std::string_view text) {
    return !text.empty() && text.size() <= 40 &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

Result<accounts::ProviderSettings> read_provider(const toml::table& table) {
    auto checked = check_keys(table, "[[oidc]]", {"id", "name", "issuer", "client_id", "client_secret"});
    if (!checked) return forward(checked);
    accounts::ProviderSettings settings;
    struct Field {
        std::string_view name;
        std::string* value;
        bool required;
    };
    for (const Field& field :
         {Field{"id", &settings.id, true}, Field{"name", &settings.name, true},
          Field{"issuer", &settings.issuer, true}, Field{"client_id", &settings.client_id, true},
          Field{"client_secret", &settings.client_secret, false}}) {
        auto text = text_of(table, field.name, field.required);
        if (!text) return forward(text);
        *field.value = std::move(*text);
    }
    return settings;
}

Result<void> check_providers(const std::vector<accounts::ProviderSettings>& providers) {
    for (auto it = providers.begin(); it != providers.end(); ++it) {
        if (!is_provider_id(it->id)) return invalid("an id of [[oidc]] is of small letters, digits and '-'.");
        if (!is_url(it->issuer)) return invalid(fmt::format("the issuer of '{}' has to be a URL.", it->id));
        if (std::any_of(providers.begin(), it, [&](const auto& other) { return other.id == it->id; })) {
            return invalid(fmt::format("there are two providers '{}'.", it->id));
        }
    }
    return {};
}

std::string from_environment(const char* name, const std::string& otherwise = {}) {
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : value;
}

Result<void> read_file(const std::filesystem::path& file, Configuration& configuration) {
    toml::table table;
    try {
        table = toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        return invalid(fmt::format("line {}: {}.", error.source().begin.line, error.description()));
    }
    if (auto checked = check_keys(table, "the file", {"server", "oidc", "models"}); !checked) return checked;
    if (const auto* server = table["server"].as_table()) {
        if (auto checked = check_keys(*server, "[server]", {"public_url"}); !checked) return checked;
        auto url = text_of(*server, "public_url", false);
        if (!url) return forward(url);
        if (!url->empty() && !is_url(*url)) return invalid("'public_url' has to be a URL.");
        if (url->ends_with('/')) url->pop_back();
        configuration.public_url = std::move(*url);
    } else if (table.contains("server")) {
        return invalid("'server' is a table: [server].");
    }
    if (const auto* models = table["models"].as_table()) {
        if (auto checked = check_keys(*models, "[models]", {"mirror", "learn_from_corrections"}); !checked)
            return checked;
        auto mirror = text_of(*models, "mirror", false);
        if (!mirror) return forward(mirror);
        if (!mirror->empty() && !is_url(*mirror)) return invalid("'mirror' of [models] has to be a URL.");
        if (mirror->ends_with('/')) mirror->pop_back();
        configuration.model_mirror = std::move(*mirror);
        if (const auto* learn = models->get("learn_from_corrections")) {
            const auto is_on = learn->value_exact<bool>();
            if (!is_on) return invalid("'learn_from_corrections' of [models] is true or false.");
            configuration.learn_from_corrections = *is_on;
        }
    } else if (table.contains("models")) {
        return invalid("'models' is a table: [models].");
    }
    const auto* providers = table["oidc"].as_array();
    if (providers == nullptr) {
        return table.contains("oidc") ? Result<void>(invalid("'oidc' is a list: [[oidc]].")) : Result<void>();
    }
    for (const auto& node : *providers) {
        if (!node.is_table()) return invalid("'oidc' is a list of tables: [[oidc]].");
        auto provider = read_provider(*node.as_table());
        if (!provider) return forward(provider);
        configuration.oidc.push_back(std::move(*provider));
    }
    return {};
}

}  // namespace

Result<Configuration> read_configuration(const std::filesystem::path& data_directory) {
    Configuration configuration;
    const auto file = data_directory / "palette.toml";
    std::error_code missing;
    if (std::filesystem::exists(file, missing)) {
        if (auto read = read_file(file, configuration); !read) return forward(read);
    }
    if (const std::string issuer = from_environment("PALETTE_OIDC_ISSUER"); !issuer.empty()) {
        configuration.oidc.push_back({from_environment("PALETTE_OIDC_ID", "oidc"),
                                      from_environment("PALETTE_OIDC_NAME", "OpenID"), issuer,
                                      from_environment("PALETTE_OIDC_CLIENT_ID", "palette"),
                                      from_environment("PALETTE_OIDC_CLIENT_SECRET")});
    }
    if (auto checked = check_providers(configuration.oidc); !checked) return forward(checked);
    return configuration;
}

}  // namespace palette::app
