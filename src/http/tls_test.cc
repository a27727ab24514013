// A server with TLS, asked by a client of OpenSSL.
#include "http/tls.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "core/error.h"
#include "core/testing/eventually.h"
#include "core/testing/temporary_folder.h"
#include "http/server.h"
#include "http/testing/raw_client.h"

namespace millrace::http {
namespace {

// Writes a key and its own certificate, as PEM.
void WriteCertificate(const std::string& certificate_file, const std::string& key_file) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const std::unique_ptr<std::FILE, decltype(&std::fclose)> to(std::fopen(certificate_file.c_str(), "w"), std::fclose);
  PEM_write_X509(to.get(), certificate.get());
  const std::unique_ptr<std::FILE, decltype(&std::fclose)> secret(std::fopen(key_file.c_str(), "w"), std::fclose);
  PEM_write_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

class TlsTest : public testing::Test {
 protected:
  TlsTest() { WriteCertificate(certificate_, key_); }

  TemporaryFolder folder_;
  const std::string certificate_ = folder_.path() + "/a.crt";
  const std::string key_ = folder_.path() + "/a.key";
};

// Sends one request with a TLS version of at most this, and returns what comes back; empty if there is no connection.
std::string AskOverTls(uint16_t port, int greatest_version) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  SSL_CTX_set_max_proto_version(context.get(), greatest_version);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_security_level(context.get(), 0);
  const RawClient client(port);
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), SSL_free);
  SSL_set_fd(ssl.get(), client.socket());
  if (SSL_connect(ssl.get()) != 1) return {};
  const std::string request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  SSL_write(ssl.get(), request.data(), static_cast<int>(request.size()));
  std::string answer;
  std::string piece(4096, '\0');
  int read = 0;
  while ((read = SSL_read(ssl.get(), piece.data(), static_cast<int>(piece.size()))) > 0) {
    answer.append(piece, 0, static_cast<size_t>(read));
  }
  // The server says that nothing follows.
  EXPECT_EQ(SSL_get_error(ssl.get(), read), SSL_ERROR_ZERO_RETURN);
  return answer;
}

// The certificate of a server, as DER; empty if there is no connection.
std::string CertificateOf(uint16_t port) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  const RawClient client(port);
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), SSL_free);
  SSL_set_fd(ssl.get(), client.socket());
  if (SSL_connect(ssl.get()) != 1) return {};
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(ssl.get()), X509_free);
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate.get(), &bytes);
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<size_t>(std::max(size, 0)));
  OPENSSL_free(bytes);
  return der;
}

TEST_F(TlsTest, ServesTls12AndLaterOnly) {
  ServerOptions options;
  options.tls_certificate = certificate_;
  options.tls_key = key_;
  const Server server(options, [](const Request&) -> Answering {
    return {.lane = Lane::kWork, .answer = [](const Request& request) {
              return JsonResponse(request.is_secure ? "\"secure\"" : "\"open\"");
            }};
  });
  EXPECT_TRUE(server.address().starts_with("https://127.0.0.1:"));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const std::string answer = AskOverTls(server.port(), version);
    EXPECT_NE(answer.find("\"secure\""), std::string::npos);
    EXPECT_NE(answer.find("Strict-Transport-Security: max-age="), std::string::npos);
  }
  EXPECT_EQ(AskOverTls(server.port(), TLS1_1_VERSION), "");
  // A client that speaks no TLS gets no answer, and disturbs nobody.
  RawClient plain(server.port());
  EXPECT_NE(plain.Get("/").status, 200U);
}

TEST_F(TlsTest, FilesThatHaveChangedAreReadAgain) {
  ServerOptions options;
  options.tls_certificate = certificate_;
  options.tls_key = key_;
  options.tls_check = std::chrono::milliseconds(5);
  const Server server(options, [](const Request&) -> Answering {
    return {.lane = Lane::kInstant, .answer = [](const Request&) { return JsonResponse("{}"); }};
  });
  const std::string first = CertificateOf(server.port());
  ASSERT_NE(first, "");
  // As a program writes them that renews certificates: one after the other.
  WriteCertificate(folder_.path() + "/b.crt", folder_.path() + "/b.key");
  std::filesystem::rename(folder_.path() + "/b.crt", certificate_);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(CertificateOf(server.port()), first) << "the key is still that of the first";
  std::filesystem::rename(folder_.path() + "/b.key", key_);
  std::string second = first;
  EXPECT_TRUE(Eventually([&] { return (second = CertificateOf(server.port())) != first; }));
  EXPECT_NE(second, "");
}

TEST_F(TlsTest, AChangeThatCannotBeUsedIsToldOnce) {
  TlsFiles files(certificate_, key_);
  const auto context = files.current();
  EXPECT_FALSE(files.Refresh());
  std::filesystem::remove(key_);
  EXPECT_NE(files.Refresh().value_or("").find("the files that were read before stay in use"), std::string::npos);
  EXPECT_FALSE(files.Refresh());
  EXPECT_EQ(files.current(), context);
  WriteCertificate(certificate_, key_);
  EXPECT_FALSE(files.Refresh());
  EXPECT_NE(files.current(), context);
}

TEST_F(TlsTest, FilesThatCannotBeUsedAreNamed) {
  const auto fault = [](const std::string& certificate, const std::string& key) -> std::string {
    try {
      OpenTlsContext(certificate, key);
      return "none";
    } catch (const UserError& error) {
      return error.what();
    }
  };
  EXPECT_EQ(fault(certificate_, key_), "none");
  EXPECT_TRUE(fault("/missing.crt", key_).starts_with("cannot use the TLS certificate /missing.crt"));
  EXPECT_TRUE(fault(certificate_, "/missing.key").starts_with("cannot use the TLS key /missing.key"));
  EXPECT_TRUE(fault(key_, key_).starts_with("cannot use the TLS certificate "));
  const std::string other = folder_.path() + "/b.key";
  WriteCertificate(folder_.path() + "/b.crt", other);
  EXPECT_TRUE(fault(certificate_, other).starts_with("cannot use the TLS key "));
}

}  // namespace
}  // namespace millrace::http
