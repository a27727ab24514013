#include "http/message.h"

#include "core/trim.h"

namespace millrace::http {

std::optional<std::string> Request::Cookie(std::string_view name) const {
  for (const auto& [field, value] : fields.all()) {
    if (!EqualsIgnoringAsciiCase(field, "Cookie")) continue;
    const std::string_view text = value;
    for (size_t begin = 0; begin < text.size();) {
      const size_t end = std::min(text.find(';', begin), text.size());
      const std::string_view piece = Trim(text.substr(begin, end - begin));
      begin = end + 1;
      if (piece.size() > name.size() && piece.starts_with(name) && piece[name.size()] == '=') {
        return std::string(piece.substr(name.size() + 1));
      }
    }
  }
  return std::nullopt;
}

bool Request::AcceptsExactly(std::string_view media_type) const {
  const std::string_view text = fields.Get("Accept");
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view piece = text.substr(begin, end - begin);
    begin = end + 1;
    if (EqualsIgnoringAsciiCase(Trim(piece.substr(0, piece.find(';'))), media_type)) return true;
  }
  return false;
}

Response JsonResponse(std::string json, unsigned status) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = std::move(json);
  return response;
}

Response NoContent() {
  Response response;
  response.status = 204;
  return response;
}

}  // namespace millrace::http
