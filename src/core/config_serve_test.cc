// The keys of the console (config.h): sign-in at a provider, and proxies.
#include <string>

#include <gtest/gtest.h>

#include "core/config.h"
#include "core/error.h"
#include "core/source_position.h"

namespace millrace {
namespace {

std::string ServeFaultOf(const std::string& text) {
  try {
    ParseConfig(text, "millrace.yml");
  } catch (const UserError& error) {
    return error.what();
  }
  return "none";
}

constexpr const char* kComplete = R"(
apps: [shop, outlet]
serve:
  authentication: oidc
  public_url: https://Console.example.com/
  trusted_proxies: [127.0.0.1, "::ffff:10.0.0.2"]
  oidc:
    issuer: https://login.example.com/realm/
    client_id: console
    scope_claim: realm_access.roles
    read: "*"
    admin: [owners, staff]
    app_claim: teams
    apps: {shop-team: shop, office: "*", both: [shop, outlet]}
)";

TEST(ConfigServeTest, SignInAtAProviderHasASectionOfItsOwn) {
  const Config config = ParseConfig(kComplete, "millrace.yml");
  EXPECT_EQ(config.serve.authentication, Config::Serve::Authentication::kOidc);
  EXPECT_EQ(config.serve.public_url, "https://console.example.com");
  EXPECT_EQ(config.serve.trusted_proxies, (std::vector<std::string>{"127.0.0.1", "10.0.0.2"}));
  const Config::Serve::Oidc& oidc = config.serve.oidc;
  // Compared with what the provider says of itself, so it stays as it is.
  EXPECT_EQ(oidc.issuer, "https://login.example.com/realm/");
  EXPECT_EQ(oidc.scopes, (std::vector<std::string>{"openid", "profile", "email"}));
  EXPECT_EQ(oidc.read, std::vector<std::string>{"*"});
  EXPECT_EQ(oidc.admin, (std::vector<std::string>{"owners", "staff"}));
  EXPECT_EQ(oidc.apps.at("both"), (std::vector<std::string>{"shop", "outlet"}));
  EXPECT_EQ(oidc.apps.at("office"), std::vector<std::string>{"*"});
}

TEST(ConfigServeTest, MistakesHaveTheirPlace) {
  const std::string base = "serve:\n  authentication: oidc\n  oidc:\n    issuer: https://login.example.com\n";
  EXPECT_EQ(ServeFaultOf("serve: {oidc: {issuer: \"http://login.example.com\"}}"),
            "millrace.yml:1:24: error: a provider on another machine needs https, found `http://login.example.com`\n"
            "  1 | serve: {oidc: {issuer: \"http://login.example.com\"}}\n"
            "    |                        ^");
  EXPECT_EQ(ServeFaultOf("serve: {oidc: {issuer: \"http://127.0.0.1:9000\"}}"), "none");
  EXPECT_NE(ServeFaultOf("serve: {oidc: {issuer: login.example.com}}").find("expected the address of a provider"),
            std::string::npos);
  EXPECT_NE(ServeFaultOf("serve: {oidc: {issuer: \"https://a/?b=c\"}}").find("expected the address of a provider"),
            std::string::npos);
  EXPECT_NE(ServeFaultOf("serve: {authentication: oidc}")
                .find("1:25: error: the authentication oidc needs `serve.oidc.issuer`"),
            std::string::npos);
  EXPECT_NE(ServeFaultOf(base).find("needs `serve.oidc.client_id`"), std::string::npos);
  EXPECT_NE(ServeFaultOf(base + "    client_id: console\n").find("nobody could use the console"), std::string::npos);
  EXPECT_NE(ServeFaultOf(base + "    client_id: console\n    read: a\n    apps: {a: b}\n")
                .find("needs `serve.oidc.app_claim`"),
            std::string::npos);
  EXPECT_NE(
      ServeFaultOf("serve: {oidc: {isuer: x}}").find("unknown key `serve.oidc.isuer`; did you mean serve.oidc.issuer?"),
      std::string::npos)
      << ServeFaultOf("serve: {oidc: {isuer: x}}");
  EXPECT_NE(ServeFaultOf("serve: {public_url: \"https://a.example/console\"}")
                .find("expected an address like https://console"),
            std::string::npos);
  EXPECT_NE(ServeFaultOf("serve: {trusted_proxies: [10.0.0.0/8]}").find("expected an address like 10.0.0.2"),
            std::string::npos);
}

TEST(ConfigServeTest, AppsOfTheMappingAreThoseOfTheProject) {
  std::string text = kComplete;
  text.replace(text.find("office: \"*\""), 11, "office: outlett");
  EXPECT_NE(ServeFaultOf(text).find("`outlett` of `office` is none of `apps`; did you mean outlet?"), std::string::npos)
      << ServeFaultOf(text);
}

TEST(ConfigServeTest, TheSecretIsRefusedAndNotShown) {
  const std::string fault = ServeFaultOf("serve:\n  oidc:\n    client_secret: hunter2\n");
  EXPECT_EQ(fault,
            "millrace.yml:3:5: error: a secret does not belong in the configuration: set the environment variable "
            "MILLRACE_OIDC_CLIENT_SECRET");
}

}  // namespace
}  // namespace millrace
