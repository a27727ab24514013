#include "http/browser_guard.h"

#include <gtest/gtest.h>

namespace millrace::http {
namespace {

TEST(BrowserGuardTest, KnowsLoopbackAddresses) {
  for (const char* const host : {"localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1", "[::1]"}) {
    EXPECT_TRUE(IsLoopback(host)) << host;
  }
  for (const char* const host :
       {"", "0.0.0.0", "10.0.0.1", "127.0.0.1.example.com", "127.a.b.c", "localhost.example"}) {
    EXPECT_FALSE(IsLoopback(host)) << host;
  }
}

TEST(BrowserGuardTest, TellsNamesOfThisServer) {
  const std::vector<std::string> names = {"console.example"};
  EXPECT_FALSE(HostFault("localhost:8080", names));
  EXPECT_FALSE(HostFault("Console.Example:443", names));
  for (const char* const host : {"", "localhost:8080.evil.example", "console.example.evil.example", "[::1", ":80"}) {
    EXPECT_TRUE(HostFault(host, names)) << host;
  }
}

TEST(BrowserGuardTest, APageBehindAProxyThatEndsTlsMayChangeThings) {
  Request request;
  request.method = "POST";
  request.fields.Add("Host", "console.example");
  request.fields.Add("Origin", "https://console.example");
  EXPECT_TRUE(CrossSiteFault(request));  // http is another site than https, unless the browser says otherwise
  request.fields.Add("Sec-Fetch-Site", "same-origin");
  EXPECT_FALSE(CrossSiteFault(request));
  request.fields.Set("Origin", "https://evil.example");
  EXPECT_TRUE(CrossSiteFault(request));
}

}  // namespace
}  // namespace millrace::http
