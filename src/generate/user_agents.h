// The user agents of the generated traffic: about three hundred, combined from browsers, versions, systems and devices,
// in lists sorted by frequency (pick with a Zipf-like law). Immutable; threads share one object.
#pragma once

#include <string>
#include <vector>

namespace millrace::generate {

struct UserAgent {
  std::string text;
  const char* vendor;  // navigator.vendor, which the web SDK sends as `make`
};

struct UserAgents {
  std::vector<UserAgent> desktop;
  std::vector<UserAgent> handheld;      // browsers of phones and tablets, and web views inside apps
  std::vector<std::string> apple_apps;  // HTTP clients of iOS apps
  std::vector<std::string> okhttp;      // the HTTP client of most Android apps
  std::vector<std::string> dalvik;      // the HTTP client of the Android system, one per kAndroidDevices
  std::vector<UserAgent> bots;          // each is a bot by the rules of uap-core

  UserAgents();
};

}  // namespace millrace::generate
