#include "core/sql_text.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(SqlText, QuotesAreDoubled) {
  EXPECT_EQ(SqlText("it's"), "'it''s'");
  EXPECT_EQ(SqlName("a\"b"), "\"a\"\"b\"");
}

}  // namespace
}  // namespace millrace
