// What protects people who open the console in a browser from other sites: headers of every answer, and requests that
// are refused. Pure functions; thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/message.h"
#include "http/problem.h"

namespace millrace::http {

// Content of this server alone, no inline scripts or styles, in no frame of another page; under TLS also HSTS.
void AddSecurityFields(Fields& fields, bool is_secure);

// A request that another site made a browser send, by Origin or Sec-Fetch-Site: of a method that may change something
// (cross-site request forgery), or of any other that is not a page which the person sees: it would make this server
// work, and its time tells something. `public_url`: where people reach this server, if a proxy gives it another Host.
// Null: none. Programs send neither field.
std::optional<Problem> CrossSiteFault(const Request& request, std::string_view public_url);

// A name in the field Host that this server does not have: another site whose name was made to lead to this address
// (DNS rebinding). `names`: accepted beside localhost and loopback addresses. Null: none.
std::optional<Problem> HostFault(std::string_view host_field, std::span<const std::string> names);

}  // namespace millrace::http
