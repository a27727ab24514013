#include "project/access_tokens.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/testing/temporary_folder.h"

namespace millrace {
namespace {

class AccessTokensTest : public testing::Test {
 protected:
  static Config ConfigIn(const std::string& folder) {
    Config config;
    config.state = folder + "/state";
    config.apps.emplace_back().id = "shop";
    return config;
  }

  TemporaryFolder folder_;
  Project project_{ConfigIn(folder_.path())};
};

TEST_F(AccessTokensTest, TheSecretIsOnlyInTheText) {
  const NewToken made =
      CreateToken(project_, {.name = "Ann", .scope = "operate", .apps = {"shop"}, .lifetime_ms = 60'000});
  const auto parts = ParseToken(made.text);
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->id, made.token.id);
  const std::vector<AccessToken> tokens = ListTokens(project_);
  ASSERT_EQ(tokens.size(), 1U);
  EXPECT_EQ(tokens[0], made.token);
  EXPECT_EQ(tokens[0].apps, R"(["shop"])");
  EXPECT_TRUE(tokens[0].secret_hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_EQ(tokens[0].secret_hash.find(std::string(parts->secret)), std::string::npos);
  EXPECT_TRUE(IsSecretOf(tokens[0], parts->secret));
  std::string wrong(parts->secret);
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  EXPECT_FALSE(IsSecretOf(tokens[0], wrong));
  EXPECT_FALSE(IsSecretOf(tokens[0], ""));
  EXPECT_NE(CreateToken(project_, {.name = "Ann", .scope = "read", .apps = {}, .lifetime_ms = {}}).text, made.text);
}

TEST_F(AccessTokensTest, EndsAtItsTimeOrWhenItIsRevoked) {
  const NewToken made = CreateToken(project_, {.name = "Ann", .scope = "read", .apps = {}, .lifetime_ms = 1000});
  EXPECT_TRUE(IsValidAt(made.token, made.token.created_ns + 999'999'999));
  EXPECT_FALSE(IsValidAt(made.token, made.token.created_ns + 1'000'000'000));
  EXPECT_EQ(TokenState(made.token, made.token.expires_ns), "expired");
  RevokeToken(project_, made.token.id);
  EXPECT_EQ(TokenState(ListTokens(project_).at(0), made.token.created_ns), "revoked");
  EXPECT_THROW(RevokeToken(project_, made.token.id), UserError);
  EXPECT_THROW(RevokeToken(project_, "000000000000"), UserError);
  const auto log = project_.OpenLedgerToRead()->audit_log().Recent(10);
  ASSERT_EQ(log.size(), 2U);
  EXPECT_EQ(log[0].action, "token revoke");
  EXPECT_EQ(log[1].action, "token create");
  EXPECT_EQ(log[1].subject, made.token.id + " Ann");
}

TEST_F(AccessTokensTest, MistakesAreRefused) {
  EXPECT_THROW(CreateToken(project_, {.name = "", .scope = "read", .apps = {}, .lifetime_ms = {}}), UserError);
  EXPECT_THROW(CreateToken(project_, {.name = std::string(101, 'x'), .scope = "read", .apps = {}, .lifetime_ms = {}}),
               UserError);
  EXPECT_THROW(CreateToken(project_, {.name = "Ann", .scope = "read", .apps = {"shoe"}, .lifetime_ms = {}}), UserError);
  for (const char* const text : {"", "millrace_", "millrace_1_2", "other_000000000000_"}) {
    EXPECT_FALSE(ParseToken(text)) << text;
  }
}

}  // namespace
}  // namespace millrace
