// One HTTP request and its response, over libcurl: redirects are not followed, and certificates are checked. All
// threads of the program share a pool of connections. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// Signs a request for Amazon's services (Signature Version 4, implemented by libcurl): with the hash of its body if
// that is sent over plain HTTP to another machine, otherwise without.
struct RequestSignature {
  std::string region;
  std::string service;
  std::string access_key;
  std::string secret_key;
  std::string session_token;  // of temporary credentials; may be empty
};

class StoreWait;

struct HttpRequest {
  std::string method;  // GET, HEAD, PUT, POST, DELETE
  std::string url;     // encoded; the query's parameters sorted by name, each with a `=`, so that it can be signed
  std::string_view body;
  const RequestSignature* signature = nullptr;  // null: not signed
  uint64_t range_begin = 0;                     // first byte that a GET requests, if range_size is not 0
  uint64_t range_size = 0;                      // bytes
  StoreWait* wait = nullptr;                    // hears when bytes move; null: nobody does
  std::string content_type = "application/octet-stream";
  std::string authorization{};  // value of this field; empty: none. Without line breaks
  std::string accept{};         // likewise
  size_t max_bytes = 0;         // a longer body counts as no response; 0: any
  int64_t max_ms = 0;           // for the whole request; 0: as long as bytes move
};

struct HttpAnswer {
  int status = 0;  // 0: there was no response
  std::string body;
  std::string etag;
  std::string last_modified;  // as in the header
  uint64_t content_length = 0;
  int sent = 0;  // how many times the request was sent: libcurl repeats it if a pooled connection turns out to be dead
  std::string failure;  // why there was no response, in libcurl's words; contains no secrets
};

// Never throws because of the network: the response reports failures.
HttpAnswer SendHttp(const HttpRequest& request);

}  // namespace millrace
