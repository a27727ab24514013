// The visitors. A visitor is a pure function of its key, so that any file can contain any visitor without shared state.
// This makes a corpus independent of the number of threads.
#pragma once

#include <cstdint>
#include <string_view>

#include "generate/catalog.h"
#include "generate/generator.h"
#include "generate/places.h"
#include "generate/user_agents.h"

namespace millrace::generate {

enum class Platform : uint8_t { web, android, ios };
std::string_view PlatformName(Platform platform);

struct Visitor {
  // Views point into the World with which the visitor was created, or to constants.
  Platform platform = Platform::web;
  bool bot = false;
  const App* app = nullptr;
  const Place* place = nullptr;
  std::string_view user_agent;
  std::string_view make, brand, model, os_version;  // on the web, all except make are empty
  std::string_view app_version;                     // empty on the web
  std::string_view carrier, network_type;           // empty on the web
  int screen_width = 0, screen_height = 0;
  int viewport_width = 0, viewport_height = 0;  // 0 in apps
  uint64_t id_high = 0, id_low = 0;             // of unique_id
  uint64_t device_id = 0;
  uint64_t address_bits = 0;       // of the home address
  bool roams = false;              // has another address in each session
  int64_t clock_skew_ms = 0;       // how much the device's clock is ahead
  int64_t first_touch_ms = 0;      // by the real clock
  int64_t first_session = 1;       // number of the session at the start of the corpus
  uint32_t user_number = 0;        // 0 = never logs in
  bool entrances_as_bool = false;  // SDK versions differ
};

// The identity of a visitor depends only on the visitor, so that it is the same in every session: random bits, a name,
// and an id as JSON (a number in some systems, a text in others).
uint64_t UserTraits(const Visitor& visitor);
std::string_view UserName(const Visitor& visitor);
void AppendUserId(TextBuffer& out, const Visitor& visitor);
// The currency of a visitor's shop.
std::string_view CurrencyOf(const Visitor& visitor);

// Everything that threads share. Immutable.
struct World {
  explicit World(const GeneratorOptions& options);

  GeneratorOptions options;
  Catalog catalog;
  UserAgents agents;
  AliasTable place_weights;
  AliasTable app_ranks;
  AliasTable desktop_ranks, handheld_ranks, apple_app_ranks, okhttp_ranks, bot_ranks, android_ranks, apple_ranks;
};

// The time before which returning visitors had their first visit: the default start, so that a corpus of a later day
// has the same visitors with the same history, or the start of the corpus if that is earlier.
int64_t KnownSince(const GeneratorOptions& options);

// `born_ms` is the time of the first visit if the visitor is new in this corpus; 0 = earlier, derived from the key.
Visitor MakeVisitor(const World& world, uint64_t key, int64_t born_ms);

}  // namespace millrace::generate
