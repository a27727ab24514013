#include "enrich/ip.h"

#include <charconv>
#include <cstring>
#include <optional>
#include <unordered_map>
#include <utility>

#include <maxminddb.h>
#include <netinet/in.h>

#include "core/error.h"
#include "enrich/ip_address.h"
#include "enrich/lookup_cache.h"

namespace millrace {
namespace {

constexpr size_t kLocationCacheBytes = 6 << 20;  // of one worker: about 30,000 texts
constexpr size_t kMaxRecords = 16'384;           // of one worker: about 2 MB

// Removes the first element of a list and returns it.
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
    throw UserError("the location database is corrupt, download it again: " + path + ": " + MMDB_strerror(error));
  }
};

GeoDatabase::GeoDatabase(std::unique_ptr<State> state) : state_(std::move(state)) {}
GeoDatabase::~GeoDatabase() = default;

std::unique_ptr<GeoDatabase> GeoDatabase::Open(const std::string& path) {
  auto state = std::make_unique<State>();
  state->path = path;
  int error = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &state->mmdb);
  if (error == MMDB_FILE_OPEN_ERROR || error == MMDB_IO_ERROR) {
    throw UserError("cannot open the location database (config key geoip): " + path + ": " + std::strerror(errno));
  }
  if (error != MMDB_SUCCESS) {
    throw UserError("not a location database in MaxMind's format (config key geoip): " + path + ": " +
                    MMDB_strerror(error));
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
  // A record of the database, which many addresses share. `place` points into the mapped file, its metro into `metro`.
  struct Record {
    GeoLocation place;
    char metro[8];
  };

  explicit State(const GeoDatabase::State& the_database) : database(the_database) {}

  const GeoLocation* LookUp(const IpAddress& address);  // null: the database does not know the address
  void Read(MMDB_entry_s& entry, Record& record) const;
  MMDB_entry_data_s Value(MMDB_entry_s& record, const char* const* path) const;
  std::string_view Text(MMDB_entry_s& record, const char* const* path) const;

  const GeoDatabase::State& database;
  std::unordered_map<uint32_t, Record> records;                  // by their position in the file
  LookupCache<const GeoLocation*> by_text{kLocationCacheBytes};  // into `records`
};

// The value at a path of keys that ends with null; without has_data if the record does not have it.
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

const GeoLocation* IpLocator::State::LookUp(const IpAddress& address) {
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
  if (error == MMDB_IPV6_LOOKUP_IN_IPV4_DATABASE_ERROR) return nullptr;
  if (error != MMDB_SUCCESS) database.FailDamaged(error);
  if (!found.found_entry) return nullptr;
  if (records.size() >= kMaxRecords) {
    by_text = LookupCache<const GeoLocation*>(kLocationCacheBytes);
    records.clear();
  }
  const auto [known, added] = records.try_emplace(found.entry.offset);
  if (added) Read(found.entry, known->second);
  return &known->second.place;
}

void IpLocator::State::Read(MMDB_entry_s& entry, Record& record) const {
  static constexpr const char* kContinent[] = {"continent", "names", "en", nullptr};
  static constexpr const char* kCountry[] = {"country", "names", "en", nullptr};
  static constexpr const char* kCountryCode[] = {"country", "iso_code", nullptr};
  static constexpr const char* kRegion[] = {"subdivisions", "0", "names", "en", nullptr};
  static constexpr const char* kMetro[] = {"location", "metro_code", nullptr};
  static constexpr const char* kCity[] = {"city", "names", "en", nullptr};
  GeoLocation& place = record.place;
  place.continent = Text(entry, kContinent);
  place.country = Text(entry, kCountry);
  place.region = Text(entry, kRegion);
  place.city = Text(entry, kCity);
  if (Text(entry, kCountryCode) != "US") return;
  MMDB_entry_data_s metro = Value(entry, kMetro);
  if (!metro.has_data || metro.type != MMDB_DATA_TYPE_UINT16) return;
  char* end = std::to_chars(record.metro, std::end(record.metro), metro.uint16).ptr;
  place.metro = {record.metro, static_cast<size_t>(end - record.metro)};
}

IpLocator::IpLocator(const GeoDatabase& database) : state_(std::make_unique<State>(*database.state_)) {}
IpLocator::~IpLocator() = default;

const GeoLocation& IpLocator::Locate(std::string_view ip_list) {
  static const GeoLocation kNowhere;
  if (ip_list.empty()) return kNowhere;
  if (const auto known = state_->by_text.Find(ip_list); known.value != nullptr) return **known.value;
  const std::optional<IpAddress> address = FirstPublicAddress(ip_list);
  const GeoLocation* place = address ? state_->LookUp(*address) : nullptr;
  if (place == nullptr) place = &kNowhere;
  state_->by_text.Insert(ip_list, place, 0);
  return *place;
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
