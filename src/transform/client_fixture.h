// For tests of transformers: one request, transformed, and what came of it.
#pragma once

#include <string>

#include "transform/transformer.h"

namespace millrace {

inline constexpr int64_t kClientTestIngest = 1'726'000'001'000;

// The views of the bundle stay valid as long as this object.
struct TransformedRequest {
  explicit TransformedRequest(std::string_view client, const std::string& payload, const TransformOptions& options = {},
                              uint32_t first_index = 0)
      : transformer(MakeTransformer(client, options)), json(payload) {
    const size_t size = json.size();
    json.append(kJsonPadding, ' ');
    row.ingest_time = kClientTestIngest;
    row.app_id = "shop";
    row.rid = "r1";
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

}  // namespace millrace
