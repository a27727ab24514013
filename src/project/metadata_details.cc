#include "project/metadata_details.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include <simdjson.h>

#include "core/error.h"
#include "core/json_object.h"
#include "core/time.h"

namespace millrace {
namespace {

using simdjson::dom::element;

// Empty for null.
std::string TextOf(const element& object, const char* name) {
  const element text = object[name];
  return text.is_null() ? std::string() : std::string(std::string_view(text));
}

// Scans of earlier versions wrote the number of the day, or nothing.
std::optional<int32_t> DayOf(const element& object, const char* name) {
  constexpr int64_t kDayNs = 86'400 * kNanosecondsPerSecond;
  element day;
  if (object[name].get(day) != simdjson::SUCCESS || day.is_null()) return std::nullopt;
  if (int64_t number = 0; day.get(number) == simdjson::SUCCESS) return static_cast<int32_t>(number);
  const auto instant = ParseInstant(std::string_view(day));
  if (!instant) throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
  return static_cast<int32_t>(*instant / kDayNs);
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

std::string DayText(const std::optional<int32_t>& day) {
  return day ? FormatDay(*day) : std::string();
}

std::string TypesJson(const std::vector<FoundType>& types) {
  std::vector<std::string> objects;
  objects.reserve(types.size());
  for (const FoundType& type : types) {
    objects.push_back(JsonObject()
                          .FieldOrNull("type", type.type)
                          .Field("count", type.count)
                          .FieldOrNull("first_day", DayText(type.first_day))
                          .FieldOrNull("last_day", DayText(type.last_day))
                          .Finish());
  }
  return JsonArray(objects);
}

std::string ValuesJson(const std::vector<FoundValue>& values) {
  std::vector<std::string> objects;
  objects.reserve(values.size());
  for (const FoundValue& value : values) {
    objects.push_back(JsonObject()
                          .Field("value", value.value)
                          .FieldOrNull("type", value.type)
                          .Field("count", value.count)
                          .Field("truncated", value.is_truncated)
                          .Finish());
  }
  return JsonArray(objects);
}

void AddLists(JsonObject& object, const FoundName& name) {
  object.Json("platforms", JsonTexts(name.platforms))
      .Json("sdk_names", JsonTexts(name.sdk_names))
      .Json("sdk_versions", JsonTexts(name.sdk_versions))
      .Json("related", JsonTexts(name.related))
      .Json("values", ValuesJson(name.values));
}

std::string DetailsOf(const FoundName& name) {
  JsonObject object;
  object.Field("latest_count", name.latest_count).Json("types", TypesJson(name.types));
  AddLists(object, name);
  return object.Finish();
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

std::string MetadataNameJson(const MetadataName& name, bool is_brief) {
  const FoundName& found = name.found;
  JsonObject object;
  object.Field("app", name.app)
      .FieldOrNull("category", found.category)
      .Field("name", found.name)
      .FieldOrNull("description", name.description)
      .Field("count", found.count)
      .Field("latest_count", found.latest_count)
      .FieldOrNull("first_day", DayText(found.first_day))
      .FieldOrNull("last_day", DayText(found.last_day))
      .Field("drifts", found.types.size() > 1)
      .Json("types", TypesJson(found.types));
  if (is_brief) {
    object.Json("platforms", JsonTexts(found.platforms));
  } else {
    AddLists(object, found);
  }
  return object.Finish();
}

std::string MetadataNamesJson(const std::vector<MetadataName>& names, MetadataKind kind) {
  std::vector<std::string> objects;
  objects.reserve(names.size());
  for (const MetadataName& name : names) objects.push_back(MetadataNameJson(name));
  return JsonObject()
      .Field("kind", kMetadataKindNames[static_cast<size_t>(kind)])
      .Json("names", JsonArray(objects))
      .Finish();
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
