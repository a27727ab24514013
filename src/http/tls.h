// The TLS context of a server: TLS 1.2 or later, certificate and key from files, which are read again when they have
// changed. Only sources of this room and their tests include this.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/ssl/context.hpp>

namespace millrace::http {

// Throws UserError, which names the file, for one that cannot be read or used, and for a key of another certificate.
boost::asio::ssl::context OpenTlsContext(const std::string& certificate_file, const std::string& key_file);

// The context of two files. Connections keep the one that they began with. Thread-safe.
class TlsFiles {
 public:
  // Throws as OpenTlsContext.
  TlsFiles(std::string certificate_file, std::string key_file);

  std::shared_ptr<boost::asio::ssl::context> current() const;
  // Reads the files again if they have changed since the last call. Returns why they cannot be used, once for each
  // change; then what was read before stays in force.
  std::optional<std::string> Refresh();

 private:
  // Size and time of a file; null if it is not there.
  using Stamp = std::optional<std::pair<uintmax_t, std::filesystem::file_time_type>>;
  std::vector<Stamp> Stamps() const;

  const std::string certificate_file_;
  const std::string key_file_;
  mutable std::mutex mutex_;
  std::vector<Stamp> stamps_;  // of what was read, or tried, last
  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace millrace::http
