#pragma once

// What an operator says about one library: `palette.toml` in its data directory, read once at the start. A
// setting that is not known, or not what it should be, stops the start: a typing error in a security setting
// must not pass unseen.
//
//   [models]
//   mirror = "https://models.example.org"        # where `palette models pull` looks for files
//   learn_from_corrections = true                # AI tags follow what persons corrected; false without it
//
//   [server]
//   public_url = "https://palette.example.org"   # what browsers call it; for sign-in providers
//
//   [[oidc]]
//   id = "home"
//   name = "Home"
//   issuer = "https://auth.example.org"
//   client_id = "palette"
//   client_secret = "..."                        # absent for a public client
//
// One provider may come from the environment instead: PALETTE_OIDC_ISSUER, _CLIENT_ID, _CLIENT_SECRET, _ID,
// _NAME.

#include <filesystem>
#include <string>
#include <vector>

#include "accounts/openid_provider.hpp"
#include "base/result.hpp"

namespace palette::app {

struct Configuration {
    std::string public_url;  // without a slash at its end; empty: as the request says
    std::vector<accounts::ProviderSettings> oidc;
    std::string model_mirror;  // without a slash at its end; empty: the files' own hosts
    bool learn_from_corrections = false;
};

// No file is an empty one. Fails with `configuration_invalid`, naming the line.
[[nodiscard]] Result<Configuration> read_configuration(const std::filesystem::path& data_directory);

}  // namespace palette::app
