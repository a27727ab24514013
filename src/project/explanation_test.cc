#include "project/explanation.h"

#include <cstdlib>

#include <arrow/record_batch.h>
#include <gtest/gtest.h>

#include "core/cancelled.h"
#include "core/error.h"
#include "core/warehouse_address.h"
#include "pipeline/testing/project_fixture.h"
#include "project/trace_json.h"

namespace millrace {
namespace {

class ExplanationTest : public ::testing::Test {
 protected:
  ExplanationTest() {
    config_.raw = test_.options.raw;
    config_.lake = test_.options.lake;
    config_.state = test_.options.state;
    config_.processing.enrichments.clear();
    config_.warehouse.uri = kNoWarehouse;
  }
  std::string Explain(const ExplanationRequest& request, const std::stop_token& stop = {}) {
    Project project(config_);
    const auto story = Explanations(project).Explain(request, stop);
    return story ? TraceJson(*story) : "none";
  }
  static std::string Line(const std::string& id) { return TestProject::Line(TestProject::Event(id, "shop")); }

  TestProject test_{/*two_apps=*/false};
  Config config_;
};

TEST_F(ExplanationTest, OfATextAndOfALineOfARawFile) {
  test_.Write("day/a.log", Line("first") + "\n" + Line("third"));
  const std::string of_text = Explain({.text = Line("third")});
  EXPECT_NE(of_text.find(R"("event_id": "third")"), std::string::npos) << of_text;
  const std::string of_file = Explain({.file = "day/a.log", .line = 3});
  EXPECT_NE(of_file.find("day/a.log, line 3"), std::string::npos) << of_file;
  EXPECT_NE(of_file.find(R"("event_id": "third")"), std::string::npos) << of_file;
  EXPECT_THROW(Explain({.file = "day/a.log", .line = 2}), UserError) << "it is blank";
  EXPECT_THROW(Explain({.file = "day/a.log", .line = 4}), UserError);
}

TEST_F(ExplanationTest, FilesOutsideOfTheRawDirectoryAreNotThere) {
  test_.Write("a.log", Line("a"));
  for (const char* name : {"b.log", "../raw/a.log", "./a.log", "/a.log", "a.log/", "day//a.log", ".."}) {
    EXPECT_EQ(Explain({.file = name}), "none") << name;
  }
  EXPECT_EQ(Explain({.file = test_.Raw("a.log")}), "none");
  EXPECT_NE(Explain({.file = "a.log"}), "none");
}

TEST_F(ExplanationTest, RequestsOfManyEventsAreRefused) {
  const auto line = [](size_t count) {
    std::string events = TestProject::Event("e", "shop");
    for (size_t i = 1; i < count; ++i) events += ",{}";
    return TestProject::Line(events);
  };
  EXPECT_NE(Explain({.text = line(100)}).find("event 99"), std::string::npos);
  EXPECT_THROW(Explain({.text = line(Explanations::kMostEvents + 1)}), UserError);
  EXPECT_THROW(Explain({.text = line(Explanations::kMostEvents + 1), .index = 0}), UserError);
}

TEST_F(ExplanationTest, EndsWhenItIsStopped) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(Explain({.text = Line("a")}, stop.get_token()), Cancelled);
  test_.Write("a.log", Line("a"));
  EXPECT_THROW(Explain({.file = "a.log"}, stop.get_token()), Cancelled);
}

TEST_F(ExplanationTest, RulesOfPrivacyHold) {
  test_.Write("a.log", Line("a"));
  ::setenv("MILLRACE_PRIVACY_SECRET", "0123456789abcdef", 1);
  config_.privacy.pseudonymise = {"user_pseudo_id"};
  const std::string first = Explain({.text = Line("a")});
  const std::string second = Explain({.text = Line("a")});
  ::unsetenv("MILLRACE_PRIVACY_SECRET");
  EXPECT_EQ(first.find(R"("user_pseudo_id": "user-a")"), std::string::npos) << first;
  EXPECT_NE(first, second) << "pseudonyms that nobody can look up";
  EXPECT_THROW(Explain({.file = "a.log"}), ExplanationHidden);
  config_.privacy.pseudonymise.clear();
  config_.privacy.ip = Config::IpPrivacy::kDrop;
  EXPECT_THROW(Explain({.file = "a.log"}), ExplanationHidden);
  EXPECT_NE(Explain({.text = Line("a")}), "none");
}

}  // namespace
}  // namespace millrace
