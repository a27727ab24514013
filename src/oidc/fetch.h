// How a provider is asked. A function, so that tests have providers of their own. Thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace millrace::oidc {

struct Ask {
  std::string url;
  std::string form{};           // urlencoded, then it is a POST; empty: a GET
  std::string authorization{};  // value of this field; empty: none
  size_t max_bytes = 0;         // of the answer
};

struct Reply {
  int status = 0;  // 0: there was none
  std::string body{};
  std::string failure{};  // why there was none
};

using Fetch = std::function<Reply(const Ask&)>;

// Over libcurl, which is loaded by the first call. Ten seconds at most; redirects are not followed.
Fetch FetchOverNetwork();

}  // namespace millrace::oidc
