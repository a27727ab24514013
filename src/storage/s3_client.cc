#include "storage/s3_client.h"

#include <algorithm>
#include <ctime>
#include <iterator>
#include <random>
#include <thread>
#include <utility>

#include <pugixml.hpp>

#include "core/error.h"
#include "core/percent_encoding.h"
#include "core/time.h"
#include "storage/store_error.h"
#include "storage/store_wait.h"

namespace millrace {
namespace {

constexpr std::string_view kTimeFormat = "%a, %d %b %Y %H:%M:%S";

// The root element of the response's XML; null if it is not XML.
class Xml {
 public:
  explicit Xml(const std::string& text) {
    if (document_.load_buffer(text.data(), text.size())) root_ = document_.document_element();
  }
  pugi::xml_node root() const { return root_; }
  std::string Text(const char* name) const { return root_.child_value(name); }
  // Keys are encoded if the store honoured `encoding-type`.
  std::string Key(const pugi::xml_node& node, const char* name) const {
    const std::string text = node.child_value(name);
    return Text("EncodingType") == "url" ? PercentDecode(text, Plus::kBlank) : text;
  }

 private:
  pugi::xml_document document_;
  pugi::xml_node root_;
};

struct StoreFault {
  std::string code;
  std::string message;
};

StoreFault FaultOf(const HttpAnswer& answer) {
  if (answer.status == 0) return {.code = {}, .message = answer.failure};
  const Xml xml(answer.body);
  if (std::string_view(xml.root().name()) == "Error") return {xml.Text("Code"), xml.Text("Message")};
  return {.code = {}, .message = "the server responded with HTTP status " + std::to_string(answer.status)};
}

bool Passes(const HttpAnswer& answer) {
  if (answer.status == 0 || answer.status == 429 || answer.status >= 500) return answer.status != 501;
  if (answer.status != 400 && answer.status != 408) return false;
  return FaultOf(answer).code == "RequestTimeout";
}

bool IsFine(const HttpAnswer& answer) {
  return answer.status >= 200 && answer.status < 300;
}

std::string WithoutQuotes(std::string text) {
  std::erase(text, '"');
  return text;
}

int64_t TimeOf(const std::string& text) {
  return ParseInstant(text).value_or(0);
}

// Of an entry of a listing.
S3Object ObjectOf(const Xml& listing, const pugi::xml_node& node) {
  return {.key = listing.Key(node, "Key"),
          .size = node.child("Size").text().as_ullong(),
          .modified_ns = TimeOf(node.child_value("LastModified")),
          .etag = WithoutQuotes(node.child_value("ETag"))};
}

// How many times to check whether another request has completed an upload; with the pauses of RetryPolicy six to
// thirteen seconds. No store takes longer to assemble the parts of a lake file.
constexpr int kSoonAttempts = 8;

// «Mon, 23 Nov 2026 13:50:09 GMT»
int64_t HeaderTimeOf(const std::string& text) {
  std::tm utc{};
  if (::strptime(text.c_str(), kTimeFormat.data(), &utc) == nullptr) return 0;
  return static_cast<int64_t>(::timegm(&utc)) * 1'000'000'000;
}

}  // namespace

std::chrono::milliseconds PauseAfter(const RetryPolicy& policy, int attempts) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const auto bound = std::min(policy.greatest, policy.first * (1 << std::clamp(attempts - 1, 0, 20)));
  std::uniform_int_distribution<int64_t> spread(bound.count() / 2, bound.count());
  return std::chrono::milliseconds(spread(random));
}

struct S3Client::Call {
  std::string action;  // for messages: «list»
  std::string method;
  std::string bucket;
  std::string key;         // or the prefix, used in messages only
  std::string query = {};  // sorted, without the question mark
  std::string_view body = {};
  bool of_bucket = false;  // the key is not part of the URL
  uint64_t range_begin = 0;
  uint64_t range_size = 0;

  [[noreturn]] void Fail(const HttpAnswer& answer) const {
    const StoreFault fault = FaultOf(answer);
    ThrowStoreError(action, "s3://" + bucket + (key.empty() ? "" : "/" + key), fault.code, fault.message);
  }
};

S3Client::S3Client(S3Endpoint endpoint, std::function<S3Credentials()> credentials)
    : endpoint_(std::move(endpoint)), credentials_(std::move(credentials)) {}

std::string S3Client::UrlOf(const std::string& bucket, const std::string& key) const {
  std::string host = endpoint_.url;
  // Amazon's certificate covers a single label in front of the host, so a bucket name with dots goes into the path.
  bool in_path = bucket.find('.') != std::string::npos;
  if (host.empty()) {
    host = "https://s3." + endpoint_.region + ".amazonaws.com";
  } else {
    in_path = endpoint_.path_style;
  }
  if (in_path) {
    host.append("/").append(UrlEncode(bucket, false));
  } else {
    host.insert(host.find("//") + 2, bucket + ".");
  }
  return host + "/" + UrlEncode(key, true);
}

HttpAnswer S3Client::SendOnce(const Call& call, StoreWait& wait) const {
  HttpRequest request{.method = call.method,
                      .url = UrlOf(call.bucket, call.of_bucket ? "" : call.key),
                      .body = call.body,
                      .signature = nullptr,
                      .range_begin = call.range_begin,
                      .range_size = call.range_size,
                      .wait = &wait};
  if (!call.query.empty()) request.url += "?" + call.query;
  if (!credentials_) return SendHttp(request);
  const S3Credentials credentials = credentials_();
  const RequestSignature signature{.region = endpoint_.region,
                                   .service = "s3",
                                   .access_key = credentials.access_key,
                                   .secret_key = credentials.secret_key,
                                   .session_token = credentials.session_token};
  request.signature = &signature;
  return SendHttp(request);
}

HttpAnswer S3Client::Send(const Call& call) const {
  const std::string url = UrlOf(call.bucket, "");
  StoreWait wait(url.substr(0, url.find('/', url.find("://") + 3)));
  for (int attempt = 1, sent = 0;; ++attempt) {
    wait.Try(attempt, endpoint_.retry.attempts);
    HttpAnswer answer = SendOnce(call, wait);
    sent += answer.sent;
    answer.sent = sent;
    if (!Passes(answer) || attempt >= endpoint_.retry.attempts) return answer;
    if (!wait.Pause(PauseAfter(endpoint_.retry, attempt))) return answer;
  }
}

S3Listing S3Client::List(const std::string& bucket, const std::string& prefix, bool by_folder) const {
  S3Listing listing;
  ListPages(bucket, prefix, by_folder, [&](S3Listing page) {
    std::ranges::move(page.objects, std::back_inserter(listing.objects));
    std::ranges::move(page.prefixes, std::back_inserter(listing.prefixes));
  });
  return listing;
}

void S3Client::ListPages(const std::string& bucket, const std::string& prefix, bool by_folder,
                         const std::function<void(S3Listing page)>& take) const {
  std::string token;
  do {
    S3Listing listing;
    Call call{.action = "list", .method = "GET", .bucket = bucket, .key = prefix, .of_bucket = true};
    if (!token.empty()) call.query += "continuation-token=" + UrlEncode(token, false) + "&";
    if (by_folder) call.query += "delimiter=%2F&";
    call.query += "encoding-type=url&list-type=2&prefix=" + UrlEncode(prefix, false);
    const HttpAnswer answer = Send(call);
    if (!IsFine(answer)) call.Fail(answer);
    const Xml xml(answer.body);
    for (const pugi::xml_node& node : xml.root().children("Contents")) {
      listing.objects.push_back(ObjectOf(xml, node));
    }
    for (const pugi::xml_node& node : xml.root().children("CommonPrefixes")) {
      listing.prefixes.push_back(xml.Key(node, "Prefix"));
    }
    const bool more = xml.Text("IsTruncated") == "true";
    token = xml.Text("NextContinuationToken");
    if (more && token.empty()) ThrowStoreError("list", "s3://" + bucket, "", "a page without a continuation token");
    if (!more) token.clear();
    take(std::move(listing));
  } while (!token.empty());
}

bool S3Client::HasAny(const std::string& bucket, const std::string& prefix) const {
  const Call call{.action = "list",
                  .method = "GET",
                  .bucket = bucket,
                  .key = prefix,
                  .query = "list-type=2&max-keys=1&prefix=" + UrlEncode(prefix, false),
                  .of_bucket = true};
  const HttpAnswer answer = Send(call);
  if (!IsFine(answer)) call.Fail(answer);
  return !Xml(answer.body).root().child("Contents").empty();
}

std::optional<S3Object> S3Client::Head(const std::string& bucket, const std::string& key) const {
  const Call call{.action = "stat", .method = "HEAD", .bucket = bucket, .key = key};
  const HttpAnswer answer = Send(call);
  if (answer.status == 404) return std::nullopt;
  if (!IsFine(answer)) {
    // The response to a HEAD has no body. A listing reports what is wrong.
    HasAny(bucket, key);
    call.Fail(answer);
  }
  return S3Object{.key = key,
                  .size = answer.content_length,
                  .modified_ns = HeaderTimeOf(answer.last_modified),
                  .etag = WithoutQuotes(answer.etag)};
}

std::optional<S3Object> S3Client::ListedNow(const std::string& bucket, const std::string& key) const {
  const Call call{.action = "list",
                  .method = "GET",
                  .bucket = bucket,
                  .key = key,
                  .query = "encoding-type=url&list-type=2&max-keys=1&prefix=" + UrlEncode(key, false),
                  .of_bucket = true};
  const HttpAnswer answer = Send(call);
  if (!IsFine(answer)) call.Fail(answer);
  const Xml xml(answer.body);
  // Of all keys that begin with it, the key itself is the first.
  const pugi::xml_node node = xml.root().child("Contents");
  if (!node || xml.Key(node, "Key") != key) return std::nullopt;
  return ObjectOf(xml, node);
}

std::optional<S3Object> S3Client::Listed(const std::string& bucket, const std::string& key, bool soon) const {
  for (int attempt = 1;; ++attempt) {
    if (auto object = ListedNow(bucket, key)) return object;
    const bool there = Head(bucket, key).has_value();
    if (there) {
      const std::string beside = key.substr(0, key.rfind('/') + 1) + "_listed";
      Put(bucket, beside, "");
      Delete(bucket, beside);
      if (auto object = ListedNow(bucket, key)) return object;
    }
    if (attempt >= (soon || there ? kSoonAttempts : 1)) {
      if (!there) return std::nullopt;
      std::string text = "cannot publish s3://";
      text.append(bucket).append("/").append(key);
      throw SystemError(text.append(": the store has the object but does not list it; the next run tries again"));
    }
    std::this_thread::sleep_for(PauseAfter(endpoint_.retry, attempt));
  }
}

std::string S3Client::Get(const std::string& bucket, const std::string& key, uint64_t begin, uint64_t size,
                          const std::string& etag) const {
  const Call call{
      .action = "read", .method = "GET", .bucket = bucket, .key = key, .range_begin = begin, .range_size = size};
  HttpAnswer answer = Send(call);
  if (!IsFine(answer)) call.Fail(answer);
  if (!etag.empty() && WithoutQuotes(answer.etag) != etag) {
    throw SystemError("cannot read s3://" + bucket + "/" + key +
                      ": it changed since it was listed; run again when the file is complete");
  }
  return std::move(answer.body);
}

void S3Client::Put(const std::string& bucket, const std::string& key, std::string_view content) const {
  const Call call{.action = "write", .method = "PUT", .bucket = bucket, .key = key, .body = content};
  const HttpAnswer answer = Send(call);
  if (!IsFine(answer)) call.Fail(answer);
}

void S3Client::Delete(const std::string& bucket, const std::string& key) const {
  const Call call{.action = "remove", .method = "DELETE", .bucket = bucket, .key = key};
  const HttpAnswer answer = Send(call);
  if (!IsFine(answer) && answer.status != 404) call.Fail(answer);
}

std::string S3Client::CreateUpload(const std::string& bucket, const std::string& key) const {
  const Call call{.action = "create", .method = "POST", .bucket = bucket, .key = key, .query = "uploads="};
  const HttpAnswer answer = Send(call);
  if (!IsFine(answer)) call.Fail(answer);
  std::string id = Xml(answer.body).Text("UploadId");
  if (id.empty()) ThrowStoreError("create", "s3://" + bucket + "/" + key, "", "the response names no upload");
  // A request whose response was lost may have started an upload, too.
  if (answer.sent > 1) AbortUploads(bucket, key, id);
  return id;
}

std::string S3Client::UploadPart(const std::string& bucket, const std::string& key, const std::string& id, int number,
                                 std::string_view content) const {
  const Call call{.action = "write",
                  .method = "PUT",
                  .bucket = bucket,
                  .key = key,
                  .query = "partNumber=" + std::to_string(number) + "&uploadId=" + UrlEncode(id, false),
                  .body = content};
  const HttpAnswer answer = Send(call);
  if (!IsFine(answer)) call.Fail(answer);
  return WithoutQuotes(answer.etag);
}

bool S3Client::CompleteUpload(const std::string& bucket, const std::string& key, const std::string& id,
                              std::span<const std::string> etags) const {
  std::string body = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
  for (size_t i = 0; i < etags.size(); ++i) {
    body +=
        "<Part><PartNumber>" + std::to_string(i + 1) + "</PartNumber><ETag>&quot;" + etags[i] + "&quot;</ETag></Part>";
  }
  body += "</CompleteMultipartUpload>";
  const Call call{.action = "complete",
                  .method = "POST",
                  .bucket = bucket,
                  .key = key,
                  .query = "uploadId=" + UrlEncode(id, false),
                  .body = body};
  for (int attempt = 1;; ++attempt) {
    const HttpAnswer answer = Send(call);
    const StoreFault fault = FaultOf(answer);
    // A server that was killed may have lost parts that it had accepted. Such an upload cannot be completed any more,
    // either.
    if (fault.code == "NoSuchUpload" || fault.code == "InvalidPart") return false;
    if (!IsFine(answer)) call.Fail(answer);
    // The status is sent before the work is done, so an error can only be in the body.
    if (std::string_view(Xml(answer.body).root().name()) != "Error") return true;
    if (attempt >= endpoint_.retry.attempts) call.Fail(answer);
    std::this_thread::sleep_for(PauseAfter(endpoint_.retry, attempt));
  }
}

void S3Client::AbortUpload(const std::string& bucket, const std::string& key, const std::string& id) const {
  const Call call{.action = "abort the upload of",
                  .method = "DELETE",
                  .bucket = bucket,
                  .key = key,
                  .query = "uploadId=" + UrlEncode(id, false)};
  const HttpAnswer answer = Send(call);
  if (!IsFine(answer) && answer.status != 404) call.Fail(answer);
}

void S3Client::AbortUploads(const std::string& bucket, const std::string& key, std::string_view kept) const {
  for (const S3PendingUpload& upload : ListUploads(bucket, key)) {
    if (upload.key == key && upload.id != kept) AbortUpload(bucket, key, upload.id);
  }
}

std::vector<S3PendingUpload> S3Client::ListUploads(const std::string& bucket, const std::string& prefix) const {
  std::vector<S3PendingUpload> uploads;
  std::string key_marker;
  std::string id_marker;
  while (true) {
    Call call{.action = "list the uploads of", .method = "GET", .bucket = bucket, .key = prefix, .of_bucket = true};
    call.query = "encoding-type=url&";
    if (!key_marker.empty()) call.query += "key-marker=" + UrlEncode(key_marker, false) + "&";
    call.query += "prefix=" + UrlEncode(prefix, false);
    if (!id_marker.empty()) call.query += "&upload-id-marker=" + UrlEncode(id_marker, false);
    call.query += "&uploads=";
    const HttpAnswer answer = Send(call);
    if (!IsFine(answer)) call.Fail(answer);
    const Xml xml(answer.body);
    for (const pugi::xml_node& node : xml.root().children("Upload")) {
      uploads.push_back({.key = xml.Key(node, "Key"),
                         .id = node.child_value("UploadId"),
                         .begun_ns = TimeOf(node.child_value("Initiated"))});
    }
    if (xml.Text("IsTruncated") != "true") return uploads;
    key_marker = xml.Key(xml.root(), "NextKeyMarker");
    id_marker = xml.Text("NextUploadIdMarker");
    if (key_marker.empty()) ThrowStoreError("list", "s3://" + bucket, "", "a page without a continuation token");
  }
}

}  // namespace millrace
