#include "serve/oidc_access.h"

#include <gtest/gtest.h>

#include "oidc/sign_in_error.h"

namespace millrace {
namespace {

class OidcAccessTest : public testing::Test {
 protected:
  OidcAccessTest() {
    mapping_.read = {"analysts", "staff"};
    mapping_.operate = {"operators"};
    mapping_.admin = {"owners"};
  }
  // `ann (1) operate [shop]`, or why not.
  std::string Access(const std::string& members) const {
    try {
      const Caller caller =
          AccessOf({.claims = R"({"sub":"1","email":"ann")" + members + "}", .userinfo = {}, .id_token = {}}, mapping_);
      std::string text = caller.user + " " + std::string(ScopeName(caller.scope)) + " ";
      if (!caller.apps) return text + "all";
      for (const std::string& app : *caller.apps) text += "[" + app + "]";
      return text;
    } catch (const oidc::SignInError& error) {
      EXPECT_EQ(error.fault(), oidc::Fault::kRefused);
      return error.what();
    }
  }
  Config::Serve::Oidc mapping_;
};

TEST_F(OidcAccessTest, TheGreatestScopeCounts) {
  EXPECT_EQ(Access(R"(,"groups":["analysts"])"), "ann (1) read all");
  EXPECT_EQ(Access(R"(,"groups":"staff")"), "ann (1) read all");
  EXPECT_EQ(Access(R"(,"groups":["owners","analysts"])"), "ann (1) admin all");
  EXPECT_EQ(Access(R"(,"groups":["operators"])"), "ann (1) operate all");
}

TEST_F(OidcAccessTest, WithoutAValueThereIsNoScope) {
  const std::string refused =
      "ann (1) gets no scope: no value of the claim `groups` is in `serve.oidc.read`, `serve.oidc.operate` or "
      "`serve.oidc.admin`";
  EXPECT_EQ(Access(""), refused);
  EXPECT_EQ(Access(R"(,"groups":["*","Owners","owners "])"), refused);
  mapping_.read = {"*"};
  EXPECT_EQ(Access(""), "ann (1) read all");
}

TEST_F(OidcAccessTest, AppsAreThoseOfTheMappingOrTheValuesThemselves) {
  mapping_.read = {"*"};
  mapping_.app_claim = "teams";
  EXPECT_EQ(Access(R"(,"teams":["shop","market","shop"])"), "ann (1) read [market][shop]");
  // Only the configuration may say «all».
  EXPECT_EQ(Access(R"(,"teams":["*"])"), "ann (1) read [*]");
  EXPECT_EQ(Access(""), "ann (1) gets no app: no value of the claim `teams` gives one");
  mapping_.apps = {{"a", {"shop", "outlet"}}, {"b", {"market"}}, {"office", {"*"}}};
  EXPECT_EQ(Access(R"(,"teams":["a","b","shop"])"), "ann (1) read [market][outlet][shop]");
  EXPECT_EQ(Access(R"(,"teams":["a","office"])"), "ann (1) read all");
  EXPECT_EQ(Access(R"(,"teams":["shop"])"), "ann (1) gets no app: no value of the claim `teams` gives one");
}

TEST_F(OidcAccessTest, WithoutANameTheSubjectIsTheUser) {
  mapping_.read = {"*"};
  mapping_.user_claim = "name";
  EXPECT_EQ(Access(""), "1 read all");
  EXPECT_EQ(Access(",\"name\":\"a\\nb\""), "1 read all");
  EXPECT_EQ(Access(R"(,"name":"Ann Lee")"), "Ann Lee (1) read all");
}

}  // namespace
}  // namespace millrace
