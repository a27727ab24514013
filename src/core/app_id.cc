#include "core/app_id.h"

#include "core/trim.h"

namespace millrace {

bool IsReservedAppId(std::string_view app) {
  if (app == kUnknownApp || app == kNullPartition) return true;
  // Setting this bit converts ASCII letters to lower case.
  const auto is = [](char c, char small) { return (c | 0x20) == small; };
  if (app.size() == 4 && is(app[0], 'n') && is(app[1], 'u') && is(app[2], 'l') && is(app[3], 'l')) return true;
  return IsBlank(app);
}

}  // namespace millrace
