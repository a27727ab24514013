#include "http/router.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace::http {
namespace {

using Segments = std::vector<std::string>;
using Parameters = std::vector<std::pair<std::string, std::string>>;

TEST(RouterTest, FindsRoutesAndTheirParameters) {
  Router router;
  router.Add("GET", "/");
  const size_t apps = router.Add("GET", "/apps");
  const size_t chart = router.Add("GET", "/apps/{app}/charts/{chart}");
  const size_t names = router.Add("GET", "/apps/{app}/charts/names");
  EXPECT_EQ(router.Match("GET", Segments{}).kind, RouteMatch::Kind::kFound);
  EXPECT_EQ(router.Match("HEAD", Segments{"apps"}).route, apps);
  const RouteMatch match = router.Match("GET", Segments{"apps", "a/b", "charts", "x"});
  EXPECT_EQ(match.route, chart);
  EXPECT_EQ(match.parameters, (Parameters{{"app", "a/b"}, {"chart", "x"}}));
  EXPECT_EQ(router.Match("GET", Segments{"apps", "shop", "charts", "names"}).route, names);
  EXPECT_EQ(router.Match("GET", Segments{"apps", "", "charts", "x"}).kind, RouteMatch::Kind::kNoSuchPath);
  EXPECT_EQ(router.Match("GET", Segments{"apps", ""}).kind, RouteMatch::Kind::kNoSuchPath);
}

TEST(RouterTest, KnowsTheMethodsOfAPath) {
  Router router;
  router.Add("GET", "/q/{id}");
  router.Add("DELETE", "/q/{id}");
  const RouteMatch match = router.Match("PUT", Segments{"q", "1"});
  EXPECT_EQ(match.kind, RouteMatch::Kind::kNoSuchMethod);
  EXPECT_EQ(match.allow, "DELETE, GET, HEAD, OPTIONS");
}

TEST(RouterTest, ARouteIsAddedOnce) {
  Router router;
  router.Add("GET", "/a");
  EXPECT_THROW(router.Add("GET", "/a"), InternalError);
  EXPECT_THROW(router.Add("GET", "a"), InternalError);
  EXPECT_THROW(router.Add("GET", "/a//b"), InternalError);
}

}  // namespace
}  // namespace millrace::http
