#include "http/tls.h"

#include <system_error>
#include <utility>

#include <openssl/ssl.h>

#include "core/error.h"

namespace millrace::http {

boost::asio::ssl::context OpenTlsContext(const std::string& certificate_file, const std::string& key_file) {
  namespace ssl = boost::asio::ssl;
  ssl::context context(ssl::context::tls_server);
  context.set_options(ssl::context::default_workarounds | ssl::context::single_dh_use);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  boost::system::error_code error;
  context.use_certificate_chain_file(certificate_file, error);
  if (error) {
    throw UserError("cannot use the TLS certificate " + certificate_file + " (" + error.message() +
                    "): `serve.tls_certificate` names a file in PEM form, the server's certificate first");
  }
  context.use_private_key_file(key_file, ssl::context::pem, error);
  if (error || SSL_CTX_check_private_key(context.native_handle()) != 1) {
    throw UserError("cannot use the TLS key " + key_file + " (" +
                    (error ? error.message() : "it belongs to another certificate") +
                    "): `serve.tls_key` names the file in PEM form with the private key of " + certificate_file);
  }
  return context;
}

// The stamps come first: a change while the files are read is one for the next call.
TlsFiles::TlsFiles(std::string certificate_file, std::string key_file)
    : certificate_file_(std::move(certificate_file)),
      key_file_(std::move(key_file)),
      stamps_(Stamps()),
      context_(std::make_shared<boost::asio::ssl::context>(OpenTlsContext(certificate_file_, key_file_))) {}

std::shared_ptr<boost::asio::ssl::context> TlsFiles::current() const {
  const std::scoped_lock lock(mutex_);
  return context_;
}

std::optional<std::string> TlsFiles::Refresh() {
  const std::scoped_lock lock(mutex_);
  std::vector<Stamp> stamps = Stamps();
  if (stamps == stamps_) return std::nullopt;
  stamps_ = std::move(stamps);
  try {
    context_ = std::make_shared<boost::asio::ssl::context>(OpenTlsContext(certificate_file_, key_file_));
    return std::nullopt;
  } catch (const UserError& error) {
    return std::string(error.what()) + "; the files that were read before stay in use";
  }
}

std::vector<TlsFiles::Stamp> TlsFiles::Stamps() const {
  std::vector<Stamp> stamps;
  for (const std::string& file : {certificate_file_, key_file_}) {
    std::error_code no_size, no_time;
    const uintmax_t size = std::filesystem::file_size(file, no_size);
    const auto time = std::filesystem::last_write_time(file, no_time);
    stamps.push_back(no_size || no_time ? Stamp() : Stamp({size, time}));
  }
  return stamps;
}

}  // namespace millrace::http
