#include "oidc/testing/fake_provider.h"

#include <algorithm>
#include <cstdlib>
#include <mutex>

#include <cjose/cjose.h>

#include "core/base64.h"
#include "core/error.h"

namespace millrace::oidc {
namespace {

std::string JsonOf(const cjose_jwk_t* jwk, bool with_private) {
  cjose_err error{};
  char* const text = cjose_jwk_to_json(jwk, with_private, &error);
  MILLRACE_CHECK(text != nullptr);
  std::string json(text);
  std::free(text);
  return json;
}

TestKey MakeKey(const std::string& id, const std::string& algorithm) {
  cjose_err error{};
  const uint8_t exponent[] = {1, 0, 1};
  cjose_jwk_t* const jwk = algorithm == "RS256"   ? cjose_jwk_create_RSA_random(2048, exponent, 3, &error)
                           : algorithm == "ES256" ? cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error)
                                                  : cjose_jwk_create_oct_random(256, &error);
  MILLRACE_CHECK(jwk != nullptr);
  MILLRACE_CHECK(cjose_jwk_set_kid(jwk, id.data(), id.size(), &error));
  TestKey key{.id = id, .algorithm = algorithm, .private_jwk = JsonOf(jwk, true), .public_jwk = JsonOf(jwk, false)};
  cjose_jwk_release(jwk);
  return key;
}

}  // namespace

const TestKey& KeyNamed(const std::string& id, const std::string& algorithm) {
  static std::mutex mutex;
  static std::map<std::string, TestKey> keys;
  const std::scoped_lock lock(mutex);
  const auto [at, is_new] = keys.try_emplace(algorithm + id);
  if (is_new) at->second = MakeKey(id, algorithm);
  return at->second;
}

std::string SignToken(const TestKey& key, const std::string& claims, const std::map<std::string, std::string>& header) {
  cjose_err error{};
  cjose_jwk_t* const jwk = cjose_jwk_import(key.private_jwk.data(), key.private_jwk.size(), &error);
  MILLRACE_CHECK(jwk != nullptr);
  cjose_header_t* const fields = cjose_header_new(&error);
  MILLRACE_CHECK(cjose_header_set(fields, CJOSE_HDR_ALG, key.algorithm.c_str(), &error));
  if (!key.id.empty()) MILLRACE_CHECK(cjose_header_set(fields, CJOSE_HDR_KID, key.id.c_str(), &error));
  for (const auto& [name, json] : header) {
    MILLRACE_CHECK(cjose_header_set_raw(fields, name.c_str(), json.c_str(), &error));
  }
  const auto* const bytes = reinterpret_cast<const uint8_t*>(claims.data());
  cjose_jws_t* const jws = cjose_jws_sign(jwk, fields, bytes, claims.size(), &error);
  MILLRACE_CHECK(jws != nullptr);
  const char* text = nullptr;
  MILLRACE_CHECK(cjose_jws_export(jws, &text, &error));
  std::string token(text);
  cjose_jws_release(jws);
  cjose_header_release(fields);
  cjose_jwk_release(jwk);
  return token;
}

std::string UnsignedToken(std::string_view header, std::string_view claims, std::string_view signature) {
  return Base64Url(header) + "." + Base64Url(claims) + "." + Base64Url(signature);
}

FakeProvider::FakeProvider(std::string base) : base_(std::move(base)) {
  const std::string issuer = base_ + "/realm";
  const auto member = [&](const std::string& name, const std::string& path) {
    return ",\"" + name + "\":\"" + base_ + path + "\"";
  };
  replies[issuer + "/.well-known/openid-configuration"] = {
      .status = 200,
      .body = R"({"issuer":")" + issuer + "\"" + member("authorization_endpoint", "/auth") +
              member("token_endpoint", "/token") + member("jwks_uri", "/keys") + member("userinfo_endpoint", "/me") +
              member("end_session_endpoint", "/end") + "}"};
  Publish({KeyNamed("one")});
}

Fetch FakeProvider::Asked() {
  return [this](const Ask& ask) {
    asks.push_back(ask);
    const auto found = replies.find(ask.url);
    if (found == replies.end()) return Reply{.status = 404};
    if (found->second.body.size() > ask.max_bytes) return Reply{.status = 0, .failure = "the response has more bytes"};
    return found->second;
  };
}

void FakeProvider::Publish(const std::vector<TestKey>& keys) {
  std::string json;
  for (const TestKey& key : keys) json += (json.empty() ? "" : ",") + key.public_jwk;
  replies[base_ + "/keys"] = {.status = 200, .body = R"({"keys":[)" + json + "]}"};
}

void FakeProvider::GiveToken(const std::string& id_token) {
  replies[base_ + "/token"] = {
      .status = 200, .body = R"({"token_type":"Bearer","access_token":"access-1","id_token":")" + id_token + R"("})"};
}

std::string FakeProvider::Claims(const std::string& nonce, int64_t now_s, const std::string& more,
                                 const std::string& issuer) {
  return R"({"iss":")" + issuer + R"(","aud":"console","sub":"ann-1","nonce":")" + nonce + R"(","iat":)" +
         std::to_string(now_s) + R"(,"exp":)" + std::to_string(now_s + 300) + more + "}";
}

size_t FakeProvider::CountOf(std::string_view url) const {
  return static_cast<size_t>(std::ranges::count(asks, url, &Ask::url));
}

}  // namespace millrace::oidc
