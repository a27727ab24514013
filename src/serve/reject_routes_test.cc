// Rejects over HTTP: counts and samples.
#include <set>

#include "serve/testing/operation_fixture.h"

namespace millrace {
namespace {

class RejectRoutesTest : public OperationFixture {};

TEST_F(RejectRoutesTest, RejectsAreCountedByReason) {
  EXPECT_EQ(Get("/api/v1/rejects").body, R"({"total":0,"replayed":0,"reasons":[]})");
  test_.AddFile("a", 3);
  ProcessRawFiles(project(), {}, false, {});
  const http::RawAnswer all = Get("/api/v1/rejects");
  EXPECT_EQ(At(all, "/total"), "4");
  EXPECT_EQ(At(all, "/reasons/0/reason"), "\"unknown_app\"");
  EXPECT_EQ(At(all, "/reasons/0/stage"), "\"transform\"");
  EXPECT_EQ(At(all, "/reasons/0/count"), "3");
  EXPECT_EQ(At(all, "/reasons/0/meaning"), "\"its app is not among the configured `apps`\"");
  EXPECT_EQ(At(all, "/reasons/0/replayable"), "true");
  EXPECT_EQ(At(all, "/reasons/0/first"), "\"2024-09-10T20:26:41Z\"");
  EXPECT_EQ(At(all, "/reasons/1/reason"), "\"not_json\"");
  EXPECT_EQ(At(all, "/reasons/1/last"), "null") << "what is no JSON has no time";
  EXPECT_EQ(At(Get("/api/v1/rejects?app=other"), "/total"), "3");
  const http::RawAnswer later = Get("/api/v1/rejects?from=2024-09-10T20:26:41Z");
  EXPECT_EQ(At(later, "/total"), "1") << "what has no time is of today";
  EXPECT_EQ(At(later, "/reasons/0/reason"), "\"not_json\"");
  EXPECT_EQ(At(Get("/api/v1/rejects?from=2100-01-01"), "/total"), "0");
  EXPECT_EQ(At(Get("/api/v1/rejects?from=2024-09-10T20:26:40Z&to=2024-09-10T20:26:41Z"), "/total"), "3");
  EXPECT_EQ(Get("/api/v1/rejects?from=yesterday").status, 400U);
}

TEST_F(RejectRoutesTest, SamplesHaveTheOriginalText) {
  test_.AddFile("a", 3);
  test_.Write("long", "no json " + std::string(10'000, 'x') + "\n");
  ProcessRawFiles(project(), {}, false, {});
  const http::RawAnswer page = Get("/api/v1/rejects/samples?reason=unknown_app&limit=2&offset=1");
  EXPECT_EQ(Json(page)["samples"].get_array().size(), 2U);
  EXPECT_EQ(At(page, "/has_more"), "false");
  EXPECT_EQ(At(page, "/samples/0/app"), "\"other\"");
  EXPECT_EQ(At(page, "/samples/0/line"), "2");
  EXPECT_EQ(At(page, "/samples/0/index"), "1");
  EXPECT_NE(At(page, "/samples/0/original").find("a-1-b"), std::string::npos);
  EXPECT_EQ(At(Get("/api/v1/rejects/samples?reason=unknown_app&limit=2"), "/has_more"), "true");
  std::set<std::string> lengths;
  for (const auto sample : Json(Get("/api/v1/rejects/samples?reason=not_json"))["samples"]) {
    lengths.insert(std::to_string(std::string_view(sample["original"]).size()) + " of " +
                   std::to_string(int64_t(sample["original_bytes"])));
  }
  EXPECT_EQ(lengths, (std::set<std::string>{"7 of 7", "4096 of 10008"}));
}

}  // namespace
}  // namespace millrace
