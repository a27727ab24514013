#include "http/tls.h"

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

}  // namespace millrace::http
