#include "project/metadata_details.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include <simdjson.h>

#include "core/error.h"
#include "core/json_object.h"

namespace millrace {
namespace {

using simdjson::dom::element;

void AddDay(JsonObject& object, std::string_view name, const std::optional<int32_t>& day) {
  if (day) object.Field(name, *day);
}

std::string TextOf(const element& object, const char* name) {
  return std::string(std::string_view(object[name]));
}

std::optional<int32_t> DayOf(const element& object, const char* name) {
  int64_t day = 0;
  if (object[name].get(day) != simdjson::SUCCESS) return std::nullopt;
  return static_cast<int32_t>(day);
}

std::vector<std::string> TextsOf(const element& object, const char* name) {
  std::vector<std::string> texts;
  for (const element text : object[name].get_array()) texts.emplace_back(std::string_view(text));
  return texts;
}

template <typename Element>
size_t ShownBytes(const std::vector<Element>& list) {
  size_t bytes = 0;
  for (const Element& element : list) {
    if constexpr (std::is_same_v<Element, FoundValue>) {
      bytes += element.value.size();
    } else {
      bytes += element.size();
    }
  }
  return bytes;
}

// Halves the list that takes most. False if there is nothing left to leave out.
bool Shorten(FoundName& name) {
  std::vector<std::string>* longest = &name.related;
  for (std::vector<std::string>* list : {&name.platforms, &name.sdk_names, &name.sdk_versions}) {
    if (ShownBytes(*list) > ShownBytes(*longest)) longest = list;
  }
  if (ShownBytes(name.values) > ShownBytes(*longest)) {
    name.values.resize(name.values.size() / 2);
    return true;
  }
  if (longest->empty()) return false;
  longest->resize(longest->size() / 2);
  return true;
}

std::string DetailsOf(const FoundName& name) {
  std::vector<std::string> types, values;
  for (const FoundType& type : name.types) {
    JsonObject object;
    object.Field("type", type.type).Field("count", type.count);
    AddDay(object, "first_day", type.first_day);
    AddDay(object, "last_day", type.last_day);
    types.push_back(object.Finish());
  }
  for (const FoundValue& value : name.values) {
    values.push_back(JsonObject()
                         .Field("type", value.type)
                         .Field("value", value.value)
                         .Field("count", value.count)
                         .Field("truncated", value.is_truncated)
                         .Finish());
  }
  return JsonObject()
      .Field("latest_count", name.latest_count)
      .Json("types", JsonArray(types))
      .Json("platforms", JsonTexts(name.platforms))
      .Json("sdk_names", JsonTexts(name.sdk_names))
      .Json("sdk_versions", JsonTexts(name.sdk_versions))
      .Json("related", JsonTexts(name.related))
      .Json("values", JsonArray(values))
      .Finish();
}

}  // namespace

std::string MetadataDetails(const FoundName& name, size_t max_bytes) {
  std::string details = DetailsOf(name);
  if (details.size() <= max_bytes) return details;
  FoundName shortened = name;
  while (details.size() > max_bytes && Shorten(shortened)) details = DetailsOf(shortened);
  return details;
}

void BoundMetadata(std::vector<MetadataEntry>& entries, size_t max_of_name, size_t max_of_kind) {
  size_t kept = 0;
  bool is_full = false;
  std::erase_if(entries, [&](const MetadataEntry& entry) {
    const size_t bytes = entry.category.size() + entry.name.size() + entry.details.size();
    if (is_full || std::max(entry.name.size(), entry.details.size()) > max_of_name) return true;
    is_full = kept + bytes > max_of_kind;
    if (!is_full) kept += bytes;
    return is_full;
  });
}

void ReadMetadataDetails(std::string_view json, FoundName& name) {
  try {
    simdjson::dom::parser parser;
    const element details = parser.parse(json.data(), json.size());
    name.latest_count = details["latest_count"];
    name.types.clear();
    for (const element type : details["types"].get_array()) {
      name.types.push_back({.type = TextOf(type, "type"),
                            .count = type["count"],
                            .first_day = DayOf(type, "first_day"),
                            .last_day = DayOf(type, "last_day")});
    }
    name.platforms = TextsOf(details, "platforms");
    name.sdk_names = TextsOf(details, "sdk_names");
    name.sdk_versions = TextsOf(details, "sdk_versions");
    name.related = TextsOf(details, "related");
    name.values.clear();
    for (const element value : details["values"].get_array()) {
      name.values.push_back({.type = TextOf(value, "type"),
                             .value = TextOf(value, "value"),
                             .count = value["count"],
                             .is_truncated = value["truncated"]});
    }
  } catch (const simdjson::simdjson_error& error) {
    throw SystemError("the ledger has metadata of `" + name.name + "` that cannot be read: " + error.what());
  }
}

}  // namespace millrace
