#include "storage/http.h"

#include <algorithm>
#include <memory>
#include <mutex>

// Disable the argument checks, which are macros that replace the functions.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#include <openssl/evp.h>

#include "core/error.h"
#include "core/hex.h"
#include "core/trim.h"
#include "core/url.h"
#include "storage/store_wait.h"

namespace millrace {
namespace {

constexpr long kConnectSeconds = 10;
// A transfer that stalls for this long is aborted; the caller retries it.
constexpr long kStallSeconds = 30;

// The size of one read from a connection.
constexpr long kReceiveBytes = 256 << 10;

// libcurl's functions. The first request loads it. Loading it with its dependencies takes a third of the program's
// start-up time, which a run without an object store should not pay.
struct Curl {
  Curl() {
    library = ::dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr)
      throw SystemError("object stores and OpenID providers need libcurl, which is not installed: libcurl.so.4");
    Find(global_init, "curl_global_init");
    Find(init, "curl_easy_init");
    Find(setopt, "curl_easy_setopt");
    Find(perform, "curl_easy_perform");
    Find(getinfo, "curl_easy_getinfo");
    Find(reset, "curl_easy_reset");
    Find(cleanup, "curl_easy_cleanup");
    Find(words, "curl_easy_strerror");
    Find(append, "curl_slist_append");
    Find(free_list, "curl_slist_free_all");
    if (global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw SystemError("cannot start libcurl");
  }

  template <typename Function>
  void Find(Function& function, const char* name) {
    function = reinterpret_cast<Function>(::dlsym(library, name));
    if (function == nullptr) throw SystemError(std::string("this libcurl has no function ") + name);
  }

  void* library = nullptr;
  decltype(&curl_global_init) global_init = nullptr;
  decltype(&curl_easy_init) init = nullptr;
  decltype(&curl_easy_setopt) setopt = nullptr;
  decltype(&curl_easy_perform) perform = nullptr;
  decltype(&curl_easy_getinfo) getinfo = nullptr;
  decltype(&curl_easy_reset) reset = nullptr;
  decltype(&curl_easy_cleanup) cleanup = nullptr;
  decltype(&curl_easy_strerror) words = nullptr;
  decltype(&curl_slist_append) append = nullptr;
  decltype(&curl_slist_free_all) free_list = nullptr;
};

// Lives until the program ends, because threads may still be sending then.
const Curl& Library() {
  static const auto* curl = new Curl;
  return *curl;
}

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using HeaderList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

// Idle handles, each with its open connection.
class HandlePool {
 public:
  Handle Take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        Handle handle = std::move(idle_.back());
        idle_.pop_back();
        return handle;
      }
    }
    Handle handle(Library().init(), Library().cleanup);
    if (handle == nullptr) throw SystemError("cannot start libcurl: out of memory");
    return handle;
  }
  void Give(Handle handle) {
    Library().reset(handle.get());  // keeps the connection
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(handle));
  }

 private:
  std::mutex mutex_;
  std::vector<Handle> idle_;
};

HandlePool& Pool() {
  static auto* pool = new HandlePool;
  return *pool;
}

struct BodySink {
  std::string& body;
  size_t max_bytes;
  bool is_too_long = false;
};
size_t TakeBody(char* data, size_t size, size_t count, void* to) {
  auto& sink = *static_cast<BodySink*>(to);
  sink.is_too_long = sink.max_bytes > 0 && sink.body.size() + size * count > sink.max_bytes;
  if (sink.is_too_long) return 0;  // ends the request
  sink.body.append(data, size * count);
  return size * count;
}

bool SameLetters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

size_t TakeHeader(char* data, size_t size, size_t count, void* to) {
  const std::string_view line(data, size * count);
  auto& answer = *static_cast<HttpAnswer*>(to);
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return line.size();
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = Trim(line.substr(colon + 1));
  if (SameLetters(name, "etag")) answer.etag = value;
  if (SameLetters(name, "last-modified")) answer.last_modified = value;
  return line.size();
}

// Called about once a second and whenever something moves.
struct Movement {
  StoreWait* wait;
  curl_off_t seen = 0;
};
int NoteMovement(void* to, curl_off_t /*to_come*/, curl_off_t received, curl_off_t /*to_go*/, curl_off_t sent) {
  auto& movement = *static_cast<Movement*>(to);
  if (received + sent != movement.seen) movement.wait->Moved();
  movement.seen = received + sent;
  return 0;
}

int CountRequest(void* answer, char* /*to*/, char* /*from*/, int /*to_port*/, int /*from_port*/) {
  ++static_cast<HttpAnswer*>(answer)->sent;
  return CURL_PREREQFUNC_OK;
}

std::string Sha256Hex(std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha256(), nullptr) != 1) {
    throw SystemError("cannot compute SHA-256");
  }
  return HexOf({digest, size});
}

// Whether nobody can modify the body in transit: TLS protects it, or it does not leave the machine.
bool IsSafeOnTheWay(std::string_view url) {
  const std::string_view host = UrlHost(url);
  return url.starts_with("https://") || host == "127.0.0.1" || host == "[::1]" || host == "localhost";
}

}  // namespace

HttpAnswer SendHttp(const HttpRequest& request) {
  const Curl& lib = Library();
  Handle handle = Pool().Take();
  CURL* const curl = handle.get();
  HttpAnswer answer;
  char failure[CURL_ERROR_SIZE] = "";
  lib.setopt(curl, CURLOPT_ERRORBUFFER, failure);
  lib.setopt(curl, CURLOPT_NOSIGNAL, 1L);
  lib.setopt(curl, CURLOPT_URL, request.url.c_str());
  // A key may contain `/../`; the signed path must equal the path that is sent.
  lib.setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  lib.setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  lib.setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  lib.setopt(curl, CURLOPT_LOW_SPEED_TIME, kStallSeconds);
  lib.setopt(curl, CURLOPT_WRITEFUNCTION, TakeBody);
  BodySink sink{.body = answer.body, .max_bytes = request.max_bytes};
  lib.setopt(curl, CURLOPT_WRITEDATA, &sink);
  if (request.max_ms > 0) lib.setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.max_ms));
  lib.setopt(curl, CURLOPT_HEADERFUNCTION, TakeHeader);
  lib.setopt(curl, CURLOPT_HEADERDATA, &answer);
  lib.setopt(curl, CURLOPT_PREREQFUNCTION, CountRequest);
  lib.setopt(curl, CURLOPT_PREREQDATA, &answer);
  lib.setopt(curl, CURLOPT_BUFFERSIZE, kReceiveBytes);
  Movement movement{request.wait};
  if (request.wait != nullptr) {
    lib.setopt(curl, CURLOPT_NOPROGRESS, 0L);
    lib.setopt(curl, CURLOPT_XFERINFOFUNCTION, NoteMovement);
    lib.setopt(curl, CURLOPT_XFERINFODATA, &movement);
  }
  if (request.range_size > 0) {
    const uint64_t last = request.range_begin + request.range_size - 1;
    lib.setopt(curl, CURLOPT_RANGE, (std::to_string(request.range_begin) + "-" + std::to_string(last)).c_str());
    answer.body.reserve(request.range_size);
  }
  if (request.method == "HEAD") {
    lib.setopt(curl, CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET") {
    lib.setopt(curl, CURLOPT_POST, 1L);
    lib.setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    lib.setopt(curl, CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data());
    lib.setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  // Do not wait for «100 Continue» before sending the body. (An empty header would not work: libcurl signs it without
  // sending it.)
  lib.setopt(curl, CURLOPT_EXPECT_100_TIMEOUT_MS, 1L);
  HeaderList headers(lib.append(nullptr, ("Content-Type: " + request.content_type).c_str()), lib.free_list);
  const auto add = [&](const std::string& line) { lib.append(headers.get(), line.c_str()); };
  if (!request.authorization.empty()) add("Authorization: " + request.authorization);
  if (!request.accept.empty()) add("Accept: " + request.accept);
  if (request.signature != nullptr) {
    const RequestSignature& by = *request.signature;
    lib.setopt(curl, CURLOPT_AWS_SIGV4, ("aws:amz:" + by.region + ":" + by.service).c_str());
    lib.setopt(curl, CURLOPT_USERNAME, by.access_key.c_str());
    lib.setopt(curl, CURLOPT_PASSWORD, by.secret_key.c_str());
    // Some servers require this header, and only later versions of libcurl send it by themselves; libcurl includes the
    // value in the signature. Hashing a body takes both sides longer than sending it, so it is done only where it
    // protects something.
    const bool unsigned_body = !request.body.empty() && IsSafeOnTheWay(request.url);
    add("x-amz-content-sha256: " + (unsigned_body ? std::string("UNSIGNED-PAYLOAD") : Sha256Hex(request.body)));
    if (!by.session_token.empty()) add("x-amz-security-token: " + by.session_token);
  }
  lib.setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  const CURLcode result = lib.perform(curl);
  long status = 0;
  lib.getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_off_t length = 0;
  lib.getinfo(curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  answer.content_length = length > 0 ? static_cast<uint64_t>(length) : 0;
  answer.status = static_cast<int>(status);
  if (result != CURLE_OK) {
    answer.status = 0;
    if (sink.is_too_long) {
      answer.failure = "the response has more than " + std::to_string(request.max_bytes) + " bytes";
      return answer;
    }
    answer.failure = failure[0] != '\0' ? std::string(failure) : lib.words(result);
    return answer;  // not returned to the pool: its connection may be broken
  }
  Pool().Give(std::move(handle));
  return answer;
}

}  // namespace millrace
