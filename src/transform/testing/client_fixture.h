// Transforms one request, for tests, and shows the events as text.
#pragma once

#include <string>

#include "transform/transformer.h"

namespace millrace {

inline constexpr int64_t kClientTestIngest = 1'726'000'001'000;

// The views of the bundle stay valid as long as this object.
struct TransformedRequest {
  explicit TransformedRequest(std::string_view client, const std::string& payload, const TransformOptions& options = {},
                              uint32_t first_index = 0, NullableText uri = {})
      : transformer(MakeTransformer(client, options)), json(payload) {
    const size_t size = json.size();
    json.append(kJsonPadding, ' ');
    row.ingest_time = kClientTestIngest;
    row.app_id = "shop";
    row.rid = "r1";
    row.uri = uri;
    bundle.first_index = first_index;
    bundle.story = &story;
    ok = transformer->Transform(row, std::string_view(json).substr(0, size), bundle, error);
  }
  const EventRow& operator[](size_t i) const { return bundle.rows[i]; }
  std::string Custom(size_t i = 0) const {
    return std::string(bundle.rows[i].Text(EventColumn::custom_parameters_json_str));
  }
  std::string Reason(size_t i = 0) const {
    return bundle.rows[i].reject ? std::string(RejectReasonName(*bundle.rows[i].reject)) : "";
  }

  std::unique_ptr<Transformer> transformer;
  std::string json;
  RawRow row;
  EventBundle bundle;
  std::vector<std::pair<size_t, std::string>> story;
  std::string error;
  bool ok = false;
};

// Everything that a transformer said about an event: equal for equal events only.
inline std::string Described(const EventRow& event) {
  std::string out;
  const auto put = [&](std::string_view text) { out.append(std::to_string(text.size())).append(1, ':').append(text); };
  const auto put_nullable = [&](NullableText text) { text.data() == nullptr ? out.push_back('-') : put(text); };
  const auto put_number = [&](std::optional<int64_t> number) { put(number ? std::to_string(*number) : "null"); };
  const auto put_custom = [&](const CustomParameters& custom) {
    for (const CustomParameter& parameter : custom) {
      put(parameter.key);
      put_nullable(parameter.value);
      put_number(static_cast<int>(parameter.type));
    }
  };
  for (uint8_t i = 0; i < kSlotCount; ++i) {
    const auto slot = static_cast<Slot>(i);
    if (!event.Has(slot)) continue;
    put_number(i);
    put_nullable(event.Text(slot));
    put_number(event.Int(slot));
  }
  put_custom(event.custom);
  put_nullable(event.custom_json);
  for (const auto& [key, value] : event.query) {
    put(key);
    put(value);
  }
  put_number(event.has_query);
  put_number(event.has_attributes);
  for (const UserProperty& property : event.user_properties) {
    put(property.key);
    put_nullable(property.value);
    put_number(static_cast<int>(property.type));
    put_number(property.set_time_msec);
  }
  put_nullable(event.user_properties_json);
  put_number(static_cast<int64_t>(event.items_without_id));
  event.items.ForEach([&](const ItemRow& item) {
    for (const NullableText text : item.text) put_nullable(text);
    put(std::to_string(item.price.value_or(-1)));
    put(std::to_string(item.quantity.value_or(-1)));
    put_custom(item.custom);
    put_nullable(item.custom_json);
  });
  put(event.original);
  put(event.reject ? RejectReasonName(*event.reject) : std::string_view());
  put(event.reject_detail);
  return out;
}

}  // namespace millrace
