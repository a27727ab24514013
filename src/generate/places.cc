#include "generate/places.h"

#include <array>
#include <string_view>

#include "core/error.h"

namespace millrace::generate {

namespace {

// The weights are not realistic: they are chosen so that a corpus of a thousand events has most scripts. Time zones are
// those of winter; one has an offset of half an hour.
constexpr std::array<Place, 27> kPlaces{{
    {"en", "US", 200, -300, "Shop — best ", " deals", "running shoes", "running+shoes", ""},
    {"en", "US", 90, -480, "Shop — best ", " deals", "usb-c", "usb-c", ""},
    {"en", "GB", 80, 0, "Shop — best ", " deals", "size 42/43", "size%2042%2F43", ""},
    {"zh", "CN", 110, 480, "商城 - ", " 特价", "运动鞋", "%E8%BF%90%E5%8A%A8%E9%9E%8B", "_#Hans"},
    {"de", "DE", 80, 60, "Laden » ", " günstig kaufen", "grüner Tee", "gr%C3%BCner+Tee", ""},
    {"ja", "JP", 70, 540, "ショップ｜", " のお得情報", "スニーカー", "%E3%82%B9%E3%83%8B%E3%83%BC%E3%82%AB%E3%83%BC",
     ""},
    {"hi", "IN", 60, 330, "दुकान - ", "", "जूते", "%E0%A4%9C%E0%A5%82%E0%A4%A4%E0%A5%87", ""},
    {"en", "IN", 60, 330, "Shop — best ", " deals", "kids toys", "kids%20toys", ""},
    {"pt", "BR", 60, -180, "Loja – ", " com promoção", "tênis de corrida", "t%C3%AAnis+de+corrida", ""},
    {"fr", "FR", 50, 60, "Boutique : ", " à prix réduit", "café & crème", "caf%C3%A9%20%26%20cr%C3%A8me", ""},
    {"ru", "RU", 50, 180, "Магазин ", "", "кроссовки", "%D0%BA%D1%80%D0%BE%D1%81%D1%81%D0%BE%D0%B2%D0%BA%D0%B8", ""},
    {"es", "MX", 40, -360, "Tienda: ", " en oferta", "zapatos niño", "zapatos+ni%C3%B1o", ""},
    {"es", "ES", 40, 60, "Tienda: ", " en oferta", "jamón", "jam%C3%B3n", ""},
    {"ko", "KR", 40, 540, "쇼핑몰 - ", " 특가", "운동화", "%EC%9A%B4%EB%8F%99%ED%99%94", ""},
    {"zh", "TW", 30, 480, "商城 - ", " 特價", "耳機", "%E8%80%B3%E6%A9%9F", ""},
    {"ar", "SA", 20, 180, "متجر ", "", "حذاء رياضي", "%D8%AD%D8%B0%D8%A7%D8%A1", ""},
    {"ar", "EG", 15, 120, "متجر ", "", "هاتف", "%D9%87%D8%A7%D8%AA%D9%81", ""},
    {"it", "IT", 40, 60, "Negozio: ", " in offerta", "caffè", "caff%C3%A8", ""},
    {"nl", "NL", 25, 60, "Winkel – ", " aanbiedingen", "fiets", "fiets", ""},
    {"en", "AU", 25, 570, "Shop — best ", " deals", "b&w film", "b%26w+film", ""},
    {"en", "CA", 25, -300, "Shop — best ", " deals", "50% off", "50%25%20off", ""},
    {"tr", "TR", 20, 180, "Mağaza | ", " indirimde", "kulaklık", "kulakl%C4%B1k", ""},
    {"pl", "PL", 20, 60, "Sklep • ", " w promocji", "słuchawki", "s%C5%82uchawki", ""},
    {"th", "TH", 15, 420, "ร้านค้า ", " ลดราคา", "รองเท้า",
     "%E0%B8%A3%E0%B8%AD%E0%B8%87%E0%B9%80%E0%B8%97%E0%B9%89%E0%B8%B2", ""},
    {"vi", "VN", 15, 420, "Cửa hàng ", " giá tốt 🎉", "giày", "gi%C3%A0y", ""},
    {"id", "ID", 15, 420, "Toko ", " murah 🔥", "sepatu", "sepatu", ""},
    {"he", "IL", 8, 120, "חנות ", "", "נעליים", "%D7%A0%D7%A2%D7%9C%D7%99%D7%99%D7%9D", ""},
}};

// Blocks of consumer networks, so that a location database finds a country for every address and a city for most.
struct Range4 {
  std::string_view country;
  uint8_t first, second;  // of the address
  uint8_t seconds;        // how many values the second number takes
};
constexpr std::array<Range4, 44> kRanges4{{
    {"US", 73, 0, 255},   {"US", 98, 192, 64},  {"US", 24, 0, 16},    {"US", 71, 192, 16},  {"US", 172, 56, 8},
    {"GB", 86, 128, 64},  {"GB", 81, 128, 32},  {"GB", 90, 192, 8},   {"CN", 114, 240, 16}, {"CN", 116, 224, 16},
    {"CN", 183, 0, 64},   {"DE", 80, 128, 32},  {"DE", 91, 0, 64},    {"DE", 88, 64, 16},   {"JP", 126, 0, 255},
    {"JP", 153, 128, 64}, {"IN", 49, 32, 32},   {"IN", 106, 192, 32}, {"BR", 177, 32, 16},  {"BR", 189, 0, 32},
    {"FR", 90, 0, 64},    {"FR", 82, 64, 4},    {"RU", 95, 24, 8},    {"RU", 176, 59, 1},   {"RU", 178, 140, 4},
    {"MX", 187, 144, 32}, {"MX", 189, 128, 64}, {"ES", 83, 32, 32},   {"ES", 88, 0, 32},    {"KR", 121, 128, 64},
    {"KR", 211, 192, 32}, {"TW", 114, 32, 16},  {"SA", 94, 96, 4},    {"EG", 197, 32, 32},  {"IT", 79, 0, 64},
    {"IT", 87, 0, 32},    {"NL", 84, 80, 4},    {"AU", 1, 120, 8},    {"CA", 99, 224, 32},  {"TR", 78, 160, 32},
    {"PL", 83, 0, 32},    {"TH", 171, 96, 8},   {"VN", 113, 160, 32}, {"ID", 36, 64, 32},
}};
constexpr Range4 kElsewhere{"IL", 79, 176, 8};

struct Range6 {
  std::string_view country;
  uint32_t high;  // the first 32 bits of the address
};
constexpr std::array<Range6, 18> kRanges6{{
    {"US", 0x26001700},
    {"US", 0x26010100},
    {"GB", 0x2A0023C4},
    {"GB", 0x2A020C7C},
    {"DE", 0x200300D0},
    {"DE", 0x2A02810D},
    {"FR", 0x2A01CB04},
    {"FR", 0x2A010E0A},
    {"CN", 0x240E0300},
    {"CN", 0x24088200},
    {"TW", 0x2001B011},
    {"JP", 0x24004050},
    {"IN", 0x24094050},
    {"BR", 0x2804014C},
    {"AU", 0x20018003},
    {"CA", 0x2607FEA8},
    {"RU", 0x2A001FA0},
    {"NL", 0x2A02A440},
}};

// The range of a country with the number n modulo their count; null if it has none.
template <typename Ranges>
const typename Ranges::value_type* Choose(const Ranges& ranges, std::string_view country, uint32_t n) {
  std::array<const typename Ranges::value_type*, 8> found{};
  uint32_t count = 0;
  for (const auto& range : ranges) {
    if (range.country == country && count < found.size()) found[count++] = &range;
  }
  return count == 0 ? nullptr : found[n % count];
}

}  // namespace

std::span<const Place> Places() {
  return kPlaces;
}

void AppendAddress(TextBuffer& out, const Place& place, uint64_t bits) {
  const auto number = [](uint64_t value) { return static_cast<int64_t>(value); };
  const auto choice = static_cast<uint32_t>(bits >> 56);  // one provider per visitor
  if ((bits & 3) == 0) {
    if (const Range6* range = Choose(kRanges6, place.country, choice)) {
      // Providers assign a /64 to each customer; the device chooses the rest.
      char* at = out.Reserve(40);
      char* end = at;
      const uint64_t low = MixBits(bits);
      const uint64_t groups[] = {range->high >> 16, range->high & 0xFFFF, bits >> 40 & 0xFFFF, bits >> 24 & 0xFFFF,
                                 low >> 48,         low >> 32 & 0xFFFF,   low >> 16 & 0xFFFF,  low & 0xFFFF};
      for (const uint64_t group : groups) {
        if (end != at) *end++ = ':';
        end = std::to_chars(end, end + 4, group, 16).ptr;
      }
      out.Commit(static_cast<size_t>(end - at));
      return;
    }
  }
  const Range4* range = Choose(kRanges4, place.country, choice);
  if (range == nullptr) range = &kElsewhere;
  out << number(range->first) << '.' << number(range->second + (bits >> 8) % range->seconds) << '.'
      << number(bits >> 24 & 0xFF) << '.' << number(1 + (bits >> 40) % 254);
}

}  // namespace millrace::generate
