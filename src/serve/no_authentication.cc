#include "http/problem.h"
#include "serve/authentication.h"

namespace millrace {
namespace {

class Nobody : public Authentication {
 public:
  std::string_view name() const override { return "none"; }
  bool may_block() const override { return false; }
  Caller Identify(const http::Request& /*request*/) override {
    return {.user = {}, .scope = Scope::kAdmin, .apps = {}};
  }
  std::string BeginSession(const http::Request& /*request*/, std::string_view /*token*/) override {
    throw http::ProblemError(404, "this server asks nobody for a token: `serve.authentication` is none");
  }
  void EndSession(const http::Request& /*request*/) override {}
};

}  // namespace

std::unique_ptr<Authentication> NoAuthentication() {
  return std::make_unique<Nobody>();
}

}  // namespace millrace
