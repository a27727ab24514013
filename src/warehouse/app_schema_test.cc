#include "warehouse/app_schema.h"

#include <set>

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(AppSchema, PlainIdsAreReadable) {
  EXPECT_EQ(SchemaOfApp("shop"), "shop");
  EXPECT_EQ(SchemaOfApp("My-Shop.de"), "my_shop_de");
  EXPECT_EQ(SchemaOfApp("a.b"), SchemaOfApp("a-b")) << "refused by whoever registers apps";
  EXPECT_EQ(SchemaOfApp("2048"), "app_2048");
  EXPECT_EQ(SchemaOfApp("_x"), "_x");
}

TEST(AppSchema, AnyIdHasAName) {
  std::set<std::string> names;
  for (const std::string& app :
       {std::string("a b"), std::string("a\tb"), std::string("\xC3\xA4"), std::string("\xC3\xB6"), std::string("\xFF"),
        std::string(200, 'x'), std::string(201, 'x'), std::string("a\"; DROP"), std::string(), std::string("\0", 1)}) {
    const std::string name = SchemaOfApp(app);
    EXPECT_LE(name.size(), kLongestSchema);
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string::npos) << name;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  EXPECT_EQ(SchemaOfApp("caf\xC3\xA9").substr(0, 5), "caf__");
  EXPECT_EQ(SchemaOfApp(std::string(63, 'x')), std::string(63, 'x'));
}

TEST(AppSchema, NamesOfTheEnginesAreReserved) {
  for (const char* name : {"public", "main", "information_schema", "pg_catalog", "pg_x", "temp", "millrace"}) {
    EXPECT_TRUE(IsReservedSchema(name)) << name;
  }
  EXPECT_FALSE(IsReservedSchema("shop"));
}

}  // namespace
}  // namespace millrace
