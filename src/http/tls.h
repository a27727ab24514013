// The TLS context of a server: TLS 1.2 or later, certificate and key from files. Only server.cc and its tests include
// this.
#pragma once

#include <string>

#include <boost/asio/ssl/context.hpp>

namespace millrace::http {

// Throws UserError, which names the file, for one that cannot be read or used, and for a key of another certificate.
boost::asio::ssl::context OpenTlsContext(const std::string& certificate_file, const std::string& key_file);

}  // namespace millrace::http
