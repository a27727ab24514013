#include "enrich/device_category.h"

#include <algorithm>
#include <initializer_list>

#include "core/letter_case.h"

namespace millrace {
namespace {

// `part` is in lower case; letter case of ASCII does not matter in `text`.
bool ContainsIgnoringCase(std::string_view text, std::string_view part) {
  auto same = [](char a, char b) { return LowerAscii(a) == b; };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

bool ContainsAny(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [text](std::string_view part) { return ContainsIgnoringCase(text, part); });
}

// Families of televisions, of boxes and sticks beside them, and of game consoles. Many of them run Android or Linux and
// would pass for tablets and PCs. Fire TV models are `AFT` and letters.
bool IsTelevisionOrConsole(std::string_view device) {
  return device.starts_with("AFT") || ContainsAny(device, {"tv", "bravia", "chromecast", "netcast", "web0s", "roku",
                                                           "playstation", "xbox", "nintendo", "sega"});
}

}  // namespace

std::string_view DeviceCategory(std::string_view device, std::string_view os, std::string_view user_agent,
                                std::optional<bool> is_bot) {
  if (is_bot.value_or(false)) return kCategoryBot;
  bool bot_family = ContainsIgnoringCase(device, "bot") || device == "Spider" || device == "Crawler";
  if (bot_family && !is_bot.has_value()) return kCategoryBot;
  if (ContainsAny(device, {"mobile", "phone"})) return kCategoryMobile;
  if (ContainsAny(device, {"tablet", "pad", "kindle"})) return kCategoryTablet;
  if (ContainsAny(device, {"pc", "mac", "linux"})) return kCategoryPc;
  if (IsTelevisionOrConsole(device)) return kCategoryOther;
  if (os == "Windows" || os == "Mac OS X" || os == "Chrome OS" || os == "Linux" || os == "Ubuntu") return kCategoryPc;
  if (os == "Android") {
    return user_agent.find(" Mobile") != std::string_view::npos ? kCategoryMobile : kCategoryTablet;
  }
  if (os == "iOS") return kCategoryMobile;
  return kCategoryOther;
}

}  // namespace millrace
