#include "core/letter_case.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/utf8.h"

namespace millrace {
namespace {

// The upper-case letters `first`, `first + step`, … `last`, each at `distance` from its lower-case letter. If upper and
// lower case alternate, the step is 2. Sorted.
struct Capitals {
  char32_t first;
  char32_t last;
  char32_t step;
  int distance;
};
constexpr std::array kCapitals = {
    Capitals{0x00C0, 0x00D6, 1, 32}, Capitals{0x00D8, 0x00DE, 1, 32},  // Latin-1
    Capitals{0x0100, 0x012E, 2, 1},  Capitals{0x0132, 0x0136, 2, 1},    Capitals{0x0139, 0x0147, 2, 1},
    Capitals{0x014A, 0x0176, 2, 1},  Capitals{0x0178, 0x0178, 1, -121}, Capitals{0x0179, 0x017D, 2, 1},
    Capitals{0x01A0, 0x01A4, 2, 1},  Capitals{0x01AF, 0x01AF, 1, 1},  // Vietnamese
    Capitals{0x01DE, 0x01EE, 2, 1},  Capitals{0x0218, 0x021E, 2, 1},  // Romanian and others
    Capitals{0x0386, 0x0386, 1, 38}, Capitals{0x0388, 0x038A, 1, 37},   Capitals{0x038C, 0x038C, 1, 64},
    Capitals{0x038E, 0x038F, 1, 63}, Capitals{0x0391, 0x03A1, 1, 32},   Capitals{0x03A3, 0x03AB, 1, 32},
    Capitals{0x0400, 0x040F, 1, 80}, Capitals{0x0410, 0x042F, 1, 32},   Capitals{0x0460, 0x0480, 2, 1},
    Capitals{0x048A, 0x04BE, 2, 1},  Capitals{0x04C1, 0x04CD, 2, 1},    Capitals{0x04D0, 0x052E, 2, 1},
    Capitals{0x0531, 0x0556, 1, 48}, Capitals{0x1E00, 0x1E94, 2, 1},    Capitals{0x1EA0, 0x1EFE, 2, 1},
};

char32_t LowerLetter(char32_t letter) {
  const auto* next = std::upper_bound(kCapitals.begin(), kCapitals.end(), letter,
                                      [](char32_t value, const Capitals& row) { return value < row.first; });
  if (next == kCapitals.begin()) return letter;
  const Capitals& row = *std::prev(next);
  if (letter > row.last || (letter - row.first) % row.step != 0) return letter;
  return static_cast<char32_t>(static_cast<int>(letter) + row.distance);
}

}  // namespace

bool EqualsIgnoringAsciiCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return LowerAscii(x) == LowerAscii(y); });
}

void LowerCase(std::string_view utf8, std::string& out) {
  out.clear();
  for (size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    // All letters of the table take two or three bytes.
    const size_t size = lead >= 0xC3 && lead <= 0xDF ? 2 : lead >= 0xE1 && lead <= 0xEF ? 3 : 1;
    const std::string_view letter = utf8.substr(i, size);
    i += letter.size();
    if (size == 2 && letter.size() == 2 && IsUtf8Continuation(letter[1])) {
      AppendUtf8(out, LowerLetter((lead & 0x1Fu) << 6 | (letter[1] & 0x3Fu)));
    } else if (lead == 0xE1 && letter.size() == 3 && IsUtf8Continuation(letter[1]) && IsUtf8Continuation(letter[2])) {
      AppendUtf8(out, LowerLetter((lead & 0x0Fu) << 12 | (letter[1] & 0x3Fu) << 6 | (letter[2] & 0x3Fu)));
    } else {
      for (const char byte : letter) out += LowerAscii(byte);
    }
  }
}

}  // namespace millrace
