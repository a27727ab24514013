// The transformer of the Sensors Data SDKs (spec/transform-sensors.md, with its deliberate differences and the
// decisions of spec/README.md). Each record is bound and judged on its own.
#pragma once

#include <memory>

#include "transform/transformer.h"

namespace millrace {

class SensorsTransformer final : public Transformer {
 public:
  explicit SensorsTransformer(const TransformOptions& options);
  ~SensorsTransformer() override;

  bool Transform(const RawRow& row, std::string_view json, EventBundle& bundle, std::string& error) override;
  bool Next(EventBundle& bundle) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
