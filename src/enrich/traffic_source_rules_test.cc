#include "enrich/traffic_source_rules.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/testing/temporary_folder.h"
#include "enrich/traffic_source.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBuiltIn = MILLRACE_SOURCE_DIR "/data/rules/default";

class TrafficSourceRulesTest : public testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }

  std::unique_ptr<TrafficSourceRules> Load(const std::map<std::string, std::vector<std::string>>& own_domains = {}) {
    return TrafficSourceRules::Load(kBuiltIn, folder_.string(), own_domains);
  }

  // `source, category, channel group` of a visit to example.com with this page referrer and query.
  static std::string Answer(const TrafficSourceRules& rules, std::string_view app, std::string_view referrer,
                            const std::string& query = "") {
    TrafficSourceClassifier classifier(rules);
    TrafficSourceInput input;
    const std::string page = "https://example.com/p" + query;
    input.page_url = page;
    input.page_referrer = referrer;
    const TrafficSource& answer = classifier.Classify(app, input);
    return std::string(answer.source) + ", " + std::string(answer.category) + ", " + std::string(answer.channel_group);
  }

  const TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.path();
};

constexpr const char* kCategories = "match,source,category,term_params\ngoogle.com,My Google,Social,\n";
constexpr const char* kChannels = "version: 1\notherwise: Rest\ngroups: [{group: Only, source: {contains: google}}]\n";

TEST_F(TrafficSourceRulesTest, DefaultsAreBuiltIn) {
  const auto rules = TrafficSourceRules::Load(kBuiltIn, "", {});
  EXPECT_EQ(rules->Of("any").categories->size(), 939u);
  EXPECT_EQ(Answer(*rules, "any", "https://google.com"), "Google, Search, Organic Search");
  EXPECT_EQ(Answer(*Load(), "any", "https://google.com"), "Google, Search, Organic Search") << "an empty rules folder";
}

// §4: an app's file replaces the default file of that name as a whole, file by file.
TEST_F(TrafficSourceRulesTest, FilesFallBackOneByOne) {
  Write("shop/source_categories.csv", kCategories);
  Write("blog/channel_rules.yaml", kChannels);
  Write("default/click_ids.csv", "param,source,medium\nmsclkid,Bing,(CPC)\n");
  const auto rules = Load();
  EXPECT_EQ(Answer(*rules, "shop", "https://google.com"), "My Google, Social, Organic Social");
  EXPECT_EQ(Answer(*rules, "shop", "https://bing.com"), "bing.com, Unassigned, Referral") << "replaced as a whole";
  EXPECT_EQ(Answer(*rules, "blog", "https://google.com"), "Google, Search, Only");
  EXPECT_EQ(Answer(*rules, "blog", "https://bing.com"), "Bing, Search, Rest");
  EXPECT_EQ(Answer(*rules, "other", "https://google.com"), "Google, Search, Organic Search");
  for (const char* app : {"shop", "blog", "other"}) {
    EXPECT_EQ(Answer(*rules, app, "", "?msclkid=1").substr(0, 4), "Bing")
        << app << " has the default folder's click ids";
  }
  EXPECT_EQ(rules->Of("shop").channels, rules->Of("other").channels) << "shared, not read again";
}

// §3.10: per app like the other files.
TEST_F(TrafficSourceRulesTest, IgnoredReferrersAreAnAppsOwn) {
  Write("default/ignored_referrers.csv", "host\npay.example\n");
  Write("shop/ignored_referrers.csv", "host\n");
  const auto rules = Load();
  EXPECT_EQ(Answer(*rules, "other", "https://www.pay.example/"), "Direct, Direct, Direct");
  EXPECT_EQ(Answer(*rules, "other", "https://accounts.google.com/"), "Google, Search, Organic Search")
      << "replaced as a whole";
  EXPECT_EQ(Answer(*rules, "shop", "https://www.pay.example/"), "www.pay.example, Unassigned, Referral")
      << "a file with the header only ignores none";
  Write("shop/ignored_referrers.csv", "host\na.com/x\n");
  EXPECT_THROW(Load(), UserError);
}

// T12: one classifier serves all apps.
TEST_F(TrafficSourceRulesTest, TheCacheTellsAppsApart) {
  Write("shop/source_categories.csv", kCategories);
  const auto rules = Load();
  TrafficSourceClassifier classifier(*rules);
  TrafficSourceInput input;
  input.page_referrer = "https://google.com";
  EXPECT_EQ(classifier.Classify("shop", input).source, "My Google");
  EXPECT_EQ(classifier.Classify("other", input).source, "Google");
  EXPECT_EQ(classifier.Classify("shop", input).source, "My Google");
}

// T14.
TEST_F(TrafficSourceRulesTest, OwnDomainsAreInternal) {
  const auto rules = Load({{"shop", {"example.com", "pay.example"}}, {"none", {}}});
  EXPECT_EQ(Answer(*rules, "shop", "https://www.example.com/"), "Direct, Direct, Internal");
  EXPECT_EQ(Answer(*rules, "shop", "https://checkout.Pay.example/"), "Direct, Direct, Internal");
  EXPECT_EQ(Answer(*rules, "shop", "https://google.com"), "Google, Search, Organic Search");
  EXPECT_EQ(Answer(*rules, "other", "https://www.example.com/"), "www.example.com, Unassigned, Referral");
  EXPECT_THROW(Load({{"shop", {"https://example.com"}}}), UserError);
}

TEST_F(TrafficSourceRulesTest, FaultsNameFileAndLine) {
  Write("shop/source_categories.csv", "match,source,category,term_params\nx.com,X,Social\n");
  try {
    Load();
    FAIL();
  } catch (const UserError& error) {
    EXPECT_EQ(std::string(error.what()),
              folder_.string() +
                  "/shop/source_categories.csv:2:1: error: row has 3 fields, the header has 4\n"
                  "  2 | x.com,X,Social\n"
                  "    | ^");
  }
}

TEST_F(TrafficSourceRulesTest, MissingFilesAndFolders) {
  const auto message = [](const std::string& default_dir, const std::string& rules_dir) -> std::string {
    try {
      TrafficSourceRules::Load(default_dir, rules_dir, {});
    } catch (const UserError& error) {
      return error.what();
    }
    return "none";
  };
  const std::string folder = folder_.string();
  EXPECT_EQ(message(kBuiltIn, folder + "/no"), "rules directory not found: " + folder + "/no (config key `rules`)");
  EXPECT_EQ(message(folder, folder),
            "rule file not found: source_categories.csv. Searched in:\n  " + folder + "/default\n  " + folder);
  Write("default/source_categories.csv", kCategories);
  Write("default/channel_rules.yaml", kChannels);
  EXPECT_EQ(message("", folder), "none") << "own defaults are enough, and click_ids.csv may be nowhere";
  fs::create_directories(folder_ / "shop/click_ids.csv");
  EXPECT_EQ(message("", folder), "not a file but a directory: " + folder + "/shop/click_ids.csv");
}

TEST_F(TrafficSourceRulesTest, ChecksumFollowsContents) {
  const std::string before = Load()->checksum();
  EXPECT_EQ(before.size(), 32u);
  EXPECT_EQ(Load()->checksum(), before);
  EXPECT_NE(Load({{"shop", {"example.com"}}})->checksum(), before);
  Write("shop/channel_rules.yaml", kChannels);
  const std::string with_shop = Load()->checksum();
  EXPECT_NE(with_shop, before);
  fs::rename(folder_ / "shop", folder_ / "blog");
  EXPECT_NE(Load()->checksum(), with_shop) << "the same file for another app";
}

}  // namespace
}  // namespace millrace
