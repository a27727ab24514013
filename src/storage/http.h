// One HTTP request and its answer, over libcurl. Connections are kept and shared by all threads of the program.
// Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// Signs a request as Amazon's services want it (Signature Version 4; libcurl does the work): with the hash of its body
// where that goes over plain HTTP to another machine, else without.
struct RequestSignature {
  std::string region;
  std::string service;
  std::string access_key;
  std::string secret_key;
  std::string session_token;  // of temporary credentials; may be empty
};

struct HttpRequest {
  std::string method;  // GET, HEAD, PUT, POST, DELETE
  std::string url;     // encoded; the query's parameters sorted by name, each with a `=`, so that it can be signed
  std::string_view body;
  const RequestSignature* signature = nullptr;  // null: not signed
  uint64_t range_begin = 0;                     // of what a GET asks for, when range_size is not 0
  uint64_t range_size = 0;                      // bytes
};

struct HttpAnswer {
  int status = 0;  // 0: there was none
  std::string body;
  std::string etag;
  std::string last_modified;  // as the header has it
  uint64_t content_length = 0;
  int sent = 0;         // how often the request went out: libcurl repeats it when a kept connection turns out dead
  std::string failure;  // why there was no answer, in libcurl's words; nothing secret is in it
};

// Never throws for what the network does: the answer says it.
HttpAnswer SendHttp(const HttpRequest& request);

// Percent-encodes all but letters, digits and - _ . ~; with `keep_slashes`, also not the slash.
std::string UrlEncode(std::string_view text, bool keep_slashes);
std::string UrlDecode(std::string_view text);

}  // namespace millrace
