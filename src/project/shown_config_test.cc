#include "project/shown_config.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(ShownConfigTest, HasEveryKeyWithItsOriginAndNoSecret) {
  const Config config =
      ParseConfig("project: shop\nplugins:\n  - {name: geo, path: geo.so, config: {key: s3cret}}\n", "millrace.yml");
  const auto keys = ShownConfig(config);
  ASSERT_EQ(keys.size(), ConfigKeys().size());
  for (const ShownConfigKey& key : keys) {
    EXPECT_EQ(key.value.find("s3cret"), std::string::npos) << key.info.name;
    if (key.info.name == "project") {
      EXPECT_EQ(key.value, "shop");
      EXPECT_EQ(key.origin, ConfigOrigin::kFile);
      EXPECT_EQ(key.line, 1U);
    } else if (key.info.name == "plugins") {
      EXPECT_EQ(key.value, "(set)");
    } else {
      EXPECT_EQ(key.origin, ConfigOrigin::kDefault) << key.info.name;
      EXPECT_EQ(key.value, key.info.default_value);
    }
  }
}

}  // namespace
}  // namespace millrace
