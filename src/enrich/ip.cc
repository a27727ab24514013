#include "enrich/ip.h"

#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include <maxminddb.h>
#include <netinet/in.h>

#include "core/error.h"
#include "enrich/ip_address.h"
#include "enrich/lookup_cache.h"

namespace millrace {
namespace {

constexpr size_t kCacheBytes = 8 << 20;  // of one worker: about 20,000 texts

// Takes the next element off a list.
std::string_view TakeElement(std::string_view& list) {
  size_t comma = list.find(',');
  std::string_view element = list.substr(0, comma);
  list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  return element;
}

std::optional<IpAddress> FirstPublicAddress(std::string_view list) {
  while (!list.empty()) {
    std::optional<IpAddress> address = ParseIpAddress(TakeElement(list));
    if (address && address->IsPublic()) return address;
  }
  return std::nullopt;
}

}  // namespace

struct GeoDatabase::State {
  std::string path;
  MMDB_s mmdb = {};
  bool is_open = false;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (is_open) MMDB_close(&mmdb);
  }

  [[noreturn]] void FailDamaged(int error) const {
    throw UserError("the geo database is damaged, fetch it again: " + path + ": " + MMDB_strerror(error));
  }
};

GeoDatabase::GeoDatabase(std::unique_ptr<State> state) : state_(std::move(state)) {}
GeoDatabase::~GeoDatabase() = default;

std::unique_ptr<GeoDatabase> GeoDatabase::Open(const std::string& path) {
  auto state = std::make_unique<State>();
  state->path = path;
  int error = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &state->mmdb);
  if (error == MMDB_FILE_OPEN_ERROR || error == MMDB_IO_ERROR) {
    throw UserError("cannot open the geo database (config key geoip): " + path + ": " + std::strerror(errno));
  }
  if (error != MMDB_SUCCESS) {
    throw UserError("not a geo database in MaxMind's format (config key geoip): " + path + ": " + MMDB_strerror(error));
  }
  state->is_open = true;
  return std::unique_ptr<GeoDatabase>(new GeoDatabase(std::move(state)));
}

int64_t GeoDatabase::build_time() const {
  return static_cast<int64_t>(state_->mmdb.metadata.build_epoch);
}
const std::string& GeoDatabase::path() const {
  return state_->path;
}
std::string GeoDatabase::type() const {
  return state_->mmdb.metadata.database_type;
}

struct IpLocator::State {
  // `place` points into the mapped database, and its metro into `metro`: an entry is filled where it stays.
  struct Remembered {
    GeoLocation place;
    char metro[8];
  };

  explicit State(const GeoDatabase::State& the_database) : database(the_database) {}

  void LookUp(const IpAddress& address, Remembered& remembered) const;
  MMDB_entry_data_s Value(MMDB_entry_s& record, const char* const* path) const;
  std::string_view Text(MMDB_entry_s& record, const char* const* path) const;

  const GeoDatabase::State& database;
  LookupCache<Remembered> cache{kCacheBytes};
};

// The value at a path of keys that ends with null; without has_data when the record lacks it.
MMDB_entry_data_s IpLocator::State::Value(MMDB_entry_s& record, const char* const* path) const {
  MMDB_entry_data_s value = {};
  int error = MMDB_aget_value(&record, &value, path);
  if (error == MMDB_LOOKUP_PATH_DOES_NOT_MATCH_DATA_ERROR) return {};
  if (error != MMDB_SUCCESS) database.FailDamaged(error);
  return value;
}

std::string_view IpLocator::State::Text(MMDB_entry_s& record, const char* const* path) const {
  MMDB_entry_data_s value = Value(record, path);
  if (!value.has_data || value.type != MMDB_DATA_TYPE_UTF8_STRING) return {};
  return {value.utf8_string, value.data_size};
}

void IpLocator::State::LookUp(const IpAddress& address, Remembered& remembered) const {
  sockaddr_storage storage = {};
  if (address.is_v4) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
    v4->sin_family = AF_INET;
    std::memcpy(&v4->sin_addr, address.bytes.data(), 4);
  } else {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
    v6->sin6_family = AF_INET6;
    std::memcpy(&v6->sin6_addr, address.bytes.data(), 16);
  }
  int error = MMDB_SUCCESS;
  MMDB_lookup_result_s found = MMDB_lookup_sockaddr(&database.mmdb, reinterpret_cast<sockaddr*>(&storage), &error);
  if (error == MMDB_IPV6_LOOKUP_IN_IPV4_DATABASE_ERROR) return;
  if (error != MMDB_SUCCESS) database.FailDamaged(error);
  if (!found.found_entry) return;

  static constexpr const char* kContinent[] = {"continent", "names", "en", nullptr};
  static constexpr const char* kCountry[] = {"country", "names", "en", nullptr};
  static constexpr const char* kCountryCode[] = {"country", "iso_code", nullptr};
  static constexpr const char* kRegion[] = {"subdivisions", "0", "names", "en", nullptr};
  static constexpr const char* kMetro[] = {"location", "metro_code", nullptr};
  static constexpr const char* kCity[] = {"city", "names", "en", nullptr};
  GeoLocation& place = remembered.place;
  place.continent = Text(found.entry, kContinent);
  place.country = Text(found.entry, kCountry);
  place.region = Text(found.entry, kRegion);
  place.city = Text(found.entry, kCity);
  if (Text(found.entry, kCountryCode) != "US") return;
  MMDB_entry_data_s metro = Value(found.entry, kMetro);
  if (!metro.has_data || metro.type != MMDB_DATA_TYPE_UINT16) return;
  char* end = std::to_chars(remembered.metro, std::end(remembered.metro), metro.uint16).ptr;
  place.metro = {remembered.metro, static_cast<size_t>(end - remembered.metro)};
}

IpLocator::IpLocator(const GeoDatabase& database) : state_(std::make_unique<State>(*database.state_)) {}
IpLocator::~IpLocator() = default;

const GeoLocation& IpLocator::Locate(std::string_view ip_list) {
  static const GeoLocation kNowhere;
  if (ip_list.empty()) return kNowhere;
  auto entry = state_->cache.Find(ip_list);
  if (entry.value == nullptr) {
    std::optional<IpAddress> address = FirstPublicAddress(ip_list);
    entry = state_->cache.Insert(ip_list, State::Remembered(), 0);
    if (address) state_->LookUp(*address, *entry.value);
  }
  return entry.value->place;
}

std::string_view AnonymiseIpList(std::string_view ip_list, IpPrivacy privacy, std::string& buffer) {
  if (privacy == IpPrivacy::kKeep) return ip_list;
  if (privacy == IpPrivacy::kDrop) return {};
  buffer.clear();
  while (!ip_list.empty()) {
    std::optional<IpAddress> address = ParseIpAddress(TakeElement(ip_list));
    if (!address) continue;
    if (!buffer.empty()) buffer += ", ";
    address->Truncated().AppendTo(buffer);
  }
  return buffer.empty() ? std::string_view() : std::string_view(buffer);
}

}  // namespace millrace
