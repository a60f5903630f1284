#include "app/configuration.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "base/testing/temporary_folder.hpp"

namespace palette::app {
namespace {

class ConfigurationTest : public ::testing::Test {
  protected:
    Result<Configuration> read(const std::string& text) {
        std::ofstream(folder_.path() / "palette.toml") << text;
        return read_configuration(folder_.path());
    }
    palette::testing::TemporaryFolder folder_;
};

TEST_F(ConfigurationTest, IsEmptyWithoutAFile) {
    EXPECT_TRUE(read_configuration(folder_.path()).value().oidc.empty());
}

TEST_F(ConfigurationTest, NamesProvidersAndTheAddressForBrowsers) {
    const auto configuration = read(R"(
        [server]
        public_url = "https://palette.example.org/"
        [[oidc]]
        id = "home"
        name = "Home"
        issuer = "https://auth.example.org"
        client_id = "palette")")
                                   .value();
    EXPECT_EQ(configuration.public_url, "https://palette.example.org");
    ASSERT_EQ(configuration.oidc.size(), 1U);
    EXPECT_EQ(configuration.oidc[0].issuer, "https://auth.example.org");
    EXPECT_EQ(configuration.oidc[0].client_secret, "");
}

TEST_F(ConfigurationTest, LearnsFromCorrectionsOnlyWhenToldTo) {
    EXPECT_FALSE(read("[models]\nmirror = 'https://m'").value().learn_from_corrections);
    EXPECT_TRUE(read("[models]\nlearn_from_corrections = true").value().learn_from_corrections);
}

TEST_F(ConfigurationTest, StopsAtWhatItDoesNotKnow) {
    constexpr const char* kProvider = "[[oidc]]\nid='a'\nname='A'\nissuer='https://a'\nclient_id='p'\n";
    for (const std::string& text :
         {std::string("not toml"), std::string("serverr = 1"), std::string("[server]\npublic_ur = 'x'"),
          std::string("[server]\npublic_url = 'ftp://x'"), std::string("[server]\npublic_url = 7"),
          std::string("[models]\nlearn_from_corrections = 'yes'"), std::string("oidc = 1"),
          std::string("[[oidc]]\nid = 'a'"), std::string(kProvider) + kProvider,
          std::string(kProvider) + "secret = 'x'"}) {
        const auto configuration = read(text);
        ASSERT_FALSE(configuration) << text;
        EXPECT_EQ(configuration.error().code, "configuration_invalid") << text;
    }
}

}  // namespace
}  // namespace palette::app
