#include "oidc/claims.h"

#include <gtest/gtest.h>

namespace millrace::oidc {
namespace {

using Texts = std::vector<std::string>;

TEST(ClaimsTest, TextsAndListsOfTextsHaveValues) {
  const std::string claims =
      R"({"groups":["a","b",7,null],"role":"admin","n":1,"realm_access":{"roles":["x"]},"https://a.example/roles":"y"})";
  EXPECT_EQ(ClaimTexts(claims, "groups"), (Texts{"a", "b"}));
  EXPECT_EQ(ClaimTexts(claims, "role"), Texts{"admin"});
  EXPECT_EQ(ClaimTexts(claims, "n"), Texts{});
  EXPECT_EQ(ClaimTexts(claims, "none"), Texts{});
  EXPECT_EQ(ClaimTexts(claims, "realm_access.roles"), Texts{"x"});
  EXPECT_EQ(ClaimTexts(claims, "https://a.example/roles"), Texts{"y"});
  EXPECT_EQ(ClaimTexts(claims, "realm_access.none"), Texts{});
  EXPECT_EQ(ClaimTexts("no json", "groups"), Texts{});
  EXPECT_TRUE(HasClaim(claims, "n"));
  EXPECT_FALSE(HasClaim(claims, "none"));
  EXPECT_FALSE(HasClaim("", "none"));
}

}  // namespace
}  // namespace millrace::oidc
