// What somebody may do, from what the provider tells of them and the mapping in `serve.oidc`. A pure function;
// thread-safe.
#pragma once

#include "oidc/provider.h"

#include "core/config.h"
#include "serve/caller.h"

namespace millrace {

// Throws oidc::SignInError (refused) for somebody whom the mapping gives no scope or no app.
Caller AccessOf(const oidc::Person& person, const Config::Serve::Oidc& mapping);

}  // namespace millrace
