#include "http/message.h"

#include <gtest/gtest.h>

namespace millrace::http {
namespace {

TEST(MessageTest, FindsCookies) {
  Request request;
  request.fields.Add("Cookie", "a=1; session=x=y; sessions=2");
  request.fields.Add("cookie", "later=3");
  EXPECT_EQ(request.Cookie("session"), "x=y");
  EXPECT_EQ(request.Cookie("later"), "3");
  EXPECT_EQ(request.Cookie("sess"), std::nullopt);
}

TEST(MessageTest, FindsMediaTypes) {
  Request request;
  request.fields.Add("Accept", "text/html, Text/CSV;q=0.9, */*");
  EXPECT_TRUE(request.AcceptsExactly("text/csv"));
  EXPECT_FALSE(request.AcceptsExactly("application/json"));
}

}  // namespace
}  // namespace millrace::http
