// Why somebody could not sign in. Messages are for logs and the audit log; they contain no codes, tokens and secrets.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace millrace::oidc {

enum class Fault : uint8_t {
  kUnreachable,  // the provider does not answer; may pass
  kMisbehaves,   // what it answers cannot be used: its fault, or that of the configuration
  kRefused,      // the provider refuses this person, or this person refused
  kStale,        // the sign-in is unknown here: too old, used before, or begun in another browser
};

class SignInError : public std::runtime_error {
 public:
  SignInError(Fault fault, const std::string& message) : std::runtime_error(message), fault_(fault) {}
  Fault fault() const { return fault_; }

 private:
  Fault fault_;
};

}  // namespace millrace::oidc
