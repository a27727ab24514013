#include "http/listen_address.h"

#include <gtest/gtest.h>

namespace millrace::http {
namespace {

TEST(ListenAddressTest, Reads) {
  const auto shown = [](std::string_view text) {
    const auto address = ParseListenAddress(text);
    return address ? address->host + " " + std::to_string(address->port) : "none";
  };
  EXPECT_EQ(shown("127.0.0.1:8080"), "127.0.0.1 8080");
  EXPECT_EQ(shown("localhost:0"), "127.0.0.1 0");
  EXPECT_EQ(shown(":8080"), "0.0.0.0 8080");
  EXPECT_EQ(shown("[::1]:8080"), "::1 8080");
  for (const char* const bad :
       {"", "8080", "127.0.0.1", "127.0.0.1:", "::1:8080", "example.com:80", "1.2.3.4:65536", "1.2.3.4:-1", "[]:1"}) {
    EXPECT_EQ(shown(bad), "none") << bad;
  }
}

}  // namespace
}  // namespace millrace::http
