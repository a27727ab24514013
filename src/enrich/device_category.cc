#include "enrich/device_category.h"

#include <algorithm>
#include <initializer_list>

#include "core/letter_case.h"
#include "enrich/device_models.h"

namespace millrace {
namespace {

// `part` is in lower case; the case of ASCII letters in `text` is ignored.
bool ContainsIgnoringCase(std::string_view text, std::string_view part) {
  auto same = [](char a, char b) { return LowerAscii(a) == b; };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

bool ContainsAny(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [text](std::string_view part) { return ContainsIgnoringCase(text, part); });
}

// Families of televisions, of boxes and sticks attached to them, and of game consoles. Many of them run Linux and would
// be taken for PCs. Fire TV models are `AFT` followed by letters.
bool IsTelevisionOrConsole(std::string_view device) {
  return device.starts_with("AFT") || ContainsAny(device, {"tv", "bravia", "chromecast", "netcast", "web0s", "roku",
                                                           "playstation", "xbox", "nintendo", "sega"});
}

// Decides by the family of the device alone (§2.4); null data() if that is not possible.
std::string_view CategoryOfFamily(std::string_view device, std::optional<bool> is_bot) {
  const bool bot_family = ContainsIgnoringCase(device, "bot") || device == "Spider" || device == "Crawler";
  if (is_bot.value_or(bot_family)) return kCategoryBot;
  if (ContainsAny(device, {"mobile", "phone"})) return kCategoryMobile;
  if (ContainsAny(device, {"tablet", "pad", "kindle"})) return kCategoryTablet;
  if (ContainsAny(device, {"pc", "mac", "linux"})) return kCategoryPc;
  return {};
}

// Devices whose family decides nothing: browsers write ` Mobile` on phones; apps do not, but mostly run on phones.
DeviceKind KindOfAndroid(std::string_view user_agent, const DeviceModels& models) {
  if (const DeviceModels::Row* row = models.Find(ModelOf(user_agent)); row != nullptr) {
    return {row->category, row->line};
  }
  const bool is_browser = user_agent.starts_with("Mozilla/");
  const bool says_mobile = user_agent.find(" Mobile") != std::string_view::npos;
  return {is_browser && !says_mobile ? kCategoryTablet : kCategoryMobile};
}

}  // namespace

DeviceKind DeviceKindOf(std::string_view device, std::string_view os, std::string_view user_agent,
                        const DeviceModels& models, std::optional<bool> is_bot) {
  if (const std::string_view category = CategoryOfFamily(device, is_bot); !category.empty()) return {category};
  if (os == "Android") return KindOfAndroid(user_agent, models);
  if (IsTelevisionOrConsole(device)) return {kCategoryOther};
  for (const std::string_view pc : {"Windows", "Mac OS X", "Chrome OS", "Linux", "Ubuntu"}) {
    if (os == pc) return {kCategoryPc};
  }
  return {os == "iOS" ? kCategoryMobile : kCategoryOther};
}

}  // namespace millrace
