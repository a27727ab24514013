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

// A request that another site made a browser send: of a method that may change something, with an Origin or
// Sec-Fetch-Site of another site (cross-site request forgery). Null: none. Programs send neither field.
std::optional<Problem> CrossSiteFault(const Request& request);

// A name in the field Host that this server does not have: another site whose name was made to lead to this address
// (DNS rebinding). `names`: accepted beside localhost and loopback addresses. Null: none.
std::optional<Problem> HostFault(std::string_view host_field, std::span<const std::string> names);

// Whether an address or name is this machine's own: `localhost`, 127.0.0.0/8, ::1.
bool IsLoopback(std::string_view host);

}  // namespace millrace::http
