#include "api/account_json.hpp"
#include "api/caller.hpp"
#include "api/operations.hpp"
#include "ingest/limits.hpp"

namespace palette::api {

Result<http::Response> get_instance(Services& services, http::Request& request) {
    auto claimed = services.accounts.is_claimed();
    if (!claimed) return forward(claimed);
    auto settings = services.accounts.people().instance();
    if (!settings) return forward(settings);
    boost::json::array providers;
    for (const auto& provider : services.openid.providers()) {
        providers.push_back({{"id", provider.settings().id}, {"name", provider.settings().name}});
    }
    const auto models = services.models();
    boost::json::value viewer;
    if (const auto& person = viewer_of(request).person) {
        auto account = services.accounts.people().find(*person);
        if (!account) return forward(account);
        viewer = short_json(*account);
    }
    return json_response(200, {{"claimed", *claimed},
                               {"registration", to_string(settings->registration)},
                               {"oidc", std::move(providers)},
                               {"viewer", std::move(viewer)},
                               {"limits",
                                {{"upload_bytes_max", services.limits.original_bytes_max},
                                 {"quota_bytes_max", number_or_null(settings->quota_bytes_max)}}},
                               {"models",
                                {{"embedding", models.embedding},
                                 {"tags", models.tags},
                                 {"change", to_json(models.change)},
                                 {"learns_from_corrections", services.workers.learns_from_corrections()}}},
                               {"version", services.version}});
}

}  // namespace palette::api
